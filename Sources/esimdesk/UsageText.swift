/// What `esimdesk --help` says.
enum UsageText {
  static let all = """
    esimdesk - the self-service desk for eSIM accounts, in a terminal

      esimdesk [open]              the desk on this terminal; without a vault yet: practise, or set one up
      esimdesk demo                a practice desk: made-up people, a throw-away vault, nothing leaves here
      esimdesk kiosk               a self-service terminal: one session after another, each wiped
      esimdesk kiosk-pin           set the PIN that lets staff out of the vault's kiosks (Ctrl-X Ctrl-Q)
      esimdesk init                make a vault (asks a passphrase twice; --key-file FILE for a key file)
      esimdesk upgrade             bring the tables of a fleet's vault on a server up to date; for their owner
      esimdesk import FILE         take over subscribers from a .csv or .json file, or - for input
      esimdesk import --updates FILE      what changed for them: usage, balance, bills, contract; each once
      esimdesk import --sample csv|json   print a file to start from
      esimdesk export [--since ID] what happened, as CloudEvents with TM Forum's events, a line each; ID is
                                   that of the last line you have, or an entry's number. --limit N lines
      esimdesk status              accounts, journal head, size, slots, last backup (--json for programs)
      esimdesk verify [--deep]     look through the whole vault for damage; --deep: at what follows from
                                   the records too, and at the permissions of its files
      esimdesk backup FILE         copy the vault while it is in use, and check the copy (--replace)
      esimdesk restore FILE        put a backup in place, without what was erased since (--replace)
      esimdesk migrate FROM TO     move the vault from a file to a fleet's server, or back; looked through
                                   before it counts, and the same command goes on after a sudden end
      esimdesk rekey               change the passphrase; or one of --add-passphrase, --add-key-file FILE,
                                   --add-credential FILE, --remove-slot N, --data
      esimdesk salvage OLD NEW     read what is still authentic in a damaged vault into a new one
      esimdesk review list         applications to close an account, due soonest first
      esimdesk review approve NO   approve one: the account is closed and erased for good
      esimdesk review reject NO --reason TEXT      (billsOpen, contractRunning, detailsDiffer,
                                                  identityDoubt, or your own words)
      esimdesk review ask NO --reason TEXT         ask for more proof; the review goes on
      esimdesk run-due             what falls due by the clock: automatic reviews, pauses that end, last
                                   erasures, lapsed orders, waiting messages; for a timer
      esimdesk outbox send         deliver the messages that wait; ends with 75 where some are to be tried again
      esimdesk outbox list         what waits and what is parked, why, and when it is tried again (--json)
      esimdesk outbox retry ID|all try one or all of them anew, parked ones too
      esimdesk doctor              look at all a desk stands on: configuration, mail, SMS, printer, vault, files,
                                   clock, calendars, disk; connects and sends nothing. 0, or 1 (--json)
      esimdesk staff               the staff's own desk: serving people, the applications that wait, and
                                   deciding them
      esimdesk staff add NAME --role ROLE          who works behind the counter: agent, reviewer or
                                   administrator. Asks a password twice, and shows the secret for an
                                   authenticator app once
      esimdesk till [--day DAY]    what was taken at the counter that day, by staff and method; --csv for
                                   other programs, --staff NAME for one person alone
      esimdesk staff list | role NAME --role ROLE | reset NAME | disable NAME
      esimdesk outlets             the carriers' service centres: where, open now, what to bring
      esimdesk brands list         the carriers this desk serves
      esimdesk brands lint [PATH]  check a carrier's policy file, or a folder of them
      esimdesk receipt show NO     a receipt with its signed code, to be read, scanned or printed
      esimdesk receipt print NO    prints it on the configured receipt printer, as often as it is wanted
      esimdesk receipt verify CODE whether a receipt is real; CODE - reads it from standard input. Needs no
                                   vault with --public-key FILE; ends with 0, or 65 and the reason
      esimdesk receipt public-key  what anybody needs to check this desk's receipts, as PEM
      esimdesk check KIND VALUE    whether a number or document is sound; ends with 0 or 65. KIND is one of
                                   ric hkid permit passport-mrz id-mrz imei iccid eid lpa msisdn.
                                   VALUE - reads it from standard input, up to an empty line: other users
                                   see arguments and the shell keeps them, so document numbers, zones of
                                   several lines and activation codes belong there

    options
      --vault PATH            the state file ($XDG_STATE_HOME/esimdesk/vault; as root /var/lib/esimdesk/vault), or
                              a fleet's server, postgresql://USER@HOST/DATABASE (see man esimdesk-fleet)
      --key-file FILE         open, or make, the vault with this key file
      --brands DIR            a carrier's own policy files (and calendars/), beside the bundled ones
      --brand ID              serve this carrier only, without asking
      --passphrase-fd N       read the passphrase from descriptor N instead of the terminal
      --password-fd N         staff: read the new password from descriptor N instead of the terminal
      --new-passphrase-fd N   rekey: read the new passphrase from descriptor N
      --head SEQ:HASH         status, verify: whether a journal head kept elsewhere is still in the journal
      --replace               backup, restore: in the place of what is there
      --erased FILE           restore: a further list of erased accounts, kept elsewhere
      --data                  rekey: seal everything anew under a new data key
      --lang LANG             en, zh-Hans or zh-Hant (else the locale's; F2 changes it at any time)
      --front screen|plain|json   else the screen, or plain where there can be none
                              --plain: line by line, for speech, braille, simple terminals and pipes
                              --json: one JSON object per line on standard input and output
      --config FILE           what connects this desk with the world outside (see man esimdesk-config)
      --sendmail PATH         send mail through this program, such as /usr/sbin/sendmail
      --public-key FILE       whose receipts count besides this vault's own; may be given several times
      --photo-viewer PATH     staff: show photos of documents with this program, such as /usr/bin/feh
      --outlet ID             staff, demo: the service centre this desk stands in (esimdesk outlets)
      --counter               a staffed counter is near: orders can be paid there, confirmed at esimdesk staff
      --station NAME          what this terminal is called in records (else host and terminal)
      --speech                one self-contained line per item, for speech and braille (F5)
      --large                 three rows per item, the chosen one a block (F6)
      --contrast              white and yellow on black, whatever the terminal's own colours
      --ascii                 no line drawing or block characters
      --keypad                digits alone do everything, letters too (F4 or / changes it at any time)
      --touch                 a mouse or touch panel opens, scrolls and types; hold Shift to select text
      --ambiguous narrow|wide     how wide the terminal shows ─ █ “ and the like (else it is asked)
      --color auto|always|never   (NO_COLOR, COLORTERM and COLORFGBG are honoured)
      --skip-bad              import: leave wrong lines out instead of refusing the file
      --help  --version
    kiosk only
      --idle-warning N  --idle-reset N   ask after N seconds whether anybody is there (90); end (120)
      --hours TEXT            when sessions can begin: "Mo-Fr 09:00-18:00; Sa 10:00-16:00; PH off"
      --holidays ID           whose public holidays PH means: CN, HK, GB, or one of --brands' calendars
                              (else those of the carrier's working days)
      --practice              with the practice desk's people, --now and --seed; nothing is real
      --pin-fd N              kiosk-pin: read the PIN from descriptor N instead of the terminal
    demo only
      --now MOMENT            where its clock starts, such as 2026-11-20T09:00:00+08:00
      --still                 its clock stands still unless it is moved, for pictures
      --seed N                makes codes and numbers repeat
      --list                  print the sample subscribers and staff as JSON, and end

    A vault with a credential slot opens by itself in a service that loads esimdesk.vault-key
    (LoadCredentialEncrypted= in its unit).

    Exit codes follow sysexits.h: 64 usage, 65 bad data, 66 no input, 69 no terminal, 73 cannot create,
    74 I/O, 75 try again, 77 no permission or wrong key, 78 configuration; 1: something was found.
    """
}
