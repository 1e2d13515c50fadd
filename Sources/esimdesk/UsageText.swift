/// What `esimdesk --help` says.
enum UsageText {
  static let all = """
    esimdesk - the self-service desk for eSIM accounts, in a terminal

    desks
      esimdesk [open]       the desk on this terminal; where there is no vault yet:
                            practise, or set one up
      esimdesk demo         a practice desk: made-up people, a throw-away vault,
                            nothing leaves this machine
      esimdesk kiosk        a self-service terminal: one session after another
      esimdesk staff        the staff's own desk: serving people, taking money,
                            deciding applications

    the vault
      esimdesk init         make one; asks for a passphrase twice, or --key-file
      esimdesk status       accounts, size, ways to open it, last backup (--json)
      esimdesk verify       look through the whole of it for damage (--deep)
      esimdesk backup FILE  copy it while it is in use, and check the copy
      esimdesk restore FILE put a backup in place, without what was erased since
      esimdesk rekey        change the passphrase, or one of --add-passphrase,
                            --add-key-file, --add-credential, --remove-slot, --data
      esimdesk salvage OLD NEW    read what is sound in a damaged vault into a new
      esimdesk migrate FROM TO    move it from a file to a fleet's server, or back
      esimdesk upgrade      bring a fleet's tables up to date; for their owner
      esimdesk run-due      do what falls due by the clock; for a timer
      esimdesk outbox send  deliver the messages that wait; for a timer, too
      esimdesk outbox list  what waits, and why (--json)
      esimdesk outbox retry ID|all
                            try one or all of them anew
      esimdesk doctor       look at all a desk stands on, and say what to do; sends
                            nothing (--json)

    subscribers
      esimdesk import FILE  take them over from a .csv or .json file; - is input
      esimdesk import --updates FILE
                            what changed for them: usage, balance, bills, contract
      esimdesk import --sample csv|json
                            print a file to start from
      esimdesk export       what happened, a line an event (--since, --limit)
      esimdesk review list  applications to close an account, due soonest first
      esimdesk review approve NO
                            approve one: the account is closed and erased for good
      esimdesk review reject NO --reason TEXT
                            reject one: billsOpen, contractRunning, detailsDiffer,
                            identityDoubt, or your own words
      esimdesk review ask NO --reason TEXT
                            ask for more proof; the review goes on
      esimdesk outlets      the service centres: where, open now, what to bring

    staff and till
      esimdesk staff add NAME --role ROLE
                            an agent, reviewer or administrator; asks for a
                            password, and shows the secret for an authenticator
                            app, once
      esimdesk staff list | role NAME --role ROLE | reset NAME | disable NAME
      esimdesk kiosk-pin    set the PIN that lets staff out of the vault's kiosks
      esimdesk till         what was taken at the counter on a day (--day, --staff,
                            --csv)

    receipts and carriers
      esimdesk receipt show NO
                            a receipt with its signed code, to be read or scanned
      esimdesk receipt print NO
                            print it on the configured printer
      esimdesk receipt verify CODE
                            whether a receipt is real: 0, or 65 and the reason;
                            - is input; with --public-key without a vault
      esimdesk receipt public-key
                            what anybody needs to check this desk's receipts
      esimdesk brands list  the carriers this desk serves
      esimdesk brands lint [PATH]
                            check a carrier's policy file, or a folder of them
      esimdesk check KIND VALUE
                            whether a number or document is sound: 0, or 65;
                            ric hkid permit passport-mrz id-mrz imei iccid eid
                            lpa msisdn; - is input, which no other user can see

    options
      --vault PATH          a file ($XDG_STATE_HOME/esimdesk/vault; as root
                            /var/lib/esimdesk/vault), or a fleet's server,
                            postgresql://USER@HOST/DATABASE
      --key-file FILE       open the vault by this key file; init makes one
      --config FILE         what connects the desk with the world
      --brands DIR          a carrier's own policy files, beside the bundled ones
      --brand ID            serve this carrier only, without asking
      --lang LANG           en, zh-Hans or zh-Hant; else the locale's
      --station NAME        what this terminal is called in records
      --help  --version

    how it looks
      --front screen|plain|json
                            else the screen, or plain where there can be none
      --plain               line by line, for speech, braille and pipes
      --json                one JSON object a line, in and out
      --speech              every line complete in itself, for speech and braille
      --large  --contrast   three rows an item; white and yellow on black
      --ascii               no line drawing or block characters
      --keypad  --touch     digits alone do everything; so does a mouse or a finger
      --color auto|always|never
                            NO_COLOR, COLORTERM and COLORFGBG are heeded
      --ambiguous narrow|wide
                            how wide the terminal shows such as • and “

    desks
      --counter             a staffed counter is near: orders can be paid there
      --outlet ID           staff, demo: the service centre this desk stands in
      --photo-viewer PATH   staff: the program that shows photos of documents
      --sendmail PATH       send mail through this program
      --public-key FILE     whose receipts count besides this vault's own
      --idle-warning N      kiosk: ask after N seconds if anybody is there (90)
      --idle-reset N        kiosk: end the session after N seconds (120)
      --hours TEXT          kiosk: when sessions can begin, such as
                            "Mo-Fr 09:00-18:00; Sa 10:00-16:00; PH off"
      --holidays ID         kiosk: whose holidays PH means: CN, HK, GB or your own
      --practice            kiosk: with the practice desk's people; nothing is real
      --now MOMENT          practice: where its clock starts, in ISO 8601
      --still               practice: its clock stands still unless it is moved
      --seed N              practice: codes and numbers repeat
      --list                demo: print the sample people as JSON, and end

    commands
      --replace             backup, restore: in the place of what is there
      --erased FILE         restore: a further list of erased accounts
      --head SEQ:HASH       status, verify: whether this journal head is there
      --skip-bad            import: leave wrong lines out instead of refusing all
      --passphrase-fd N     read the passphrase from descriptor N
      --new-passphrase-fd N rekey: likewise the new passphrase
      --password-fd N       staff: likewise the new password
      --pin-fd N            kiosk-pin: likewise the PIN

    More: man esimdesk. Exit codes are those of sysexits.h: 64 usage, 65 bad data,
    66 no input, 69 no terminal, 73 cannot create, 74 I/O, 75 try again, 77 no
    permission or wrong key, 78 configuration; 1: something was found.
    """
}
