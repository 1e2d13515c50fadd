# Completion of esimdesk for fish: commands, options, and what goes with them.

set -l commands open demo kiosk kiosk-pin init upgrade import export status verify backup restore migrate rekey salvage \
  review run-due outbox doctor staff till outlets brands receipt check
set -l none "not __fish_seen_subcommand_from $commands"
# Without a command it is open.
set -l desk "not __fish_seen_subcommand_from $commands; or __fish_seen_subcommand_from open demo kiosk staff"

function __esimdesk_in -d 'whether a command, and no word after it, was typed'
  set -l words (commandline -opc | string match -v -- '-*')
  test (count $words) -eq 2; and test "$words[2]" = $argv[1]
end

function __esimdesk_brands
  command esimdesk brands list 2>/dev/null | string replace -r '  +' \t
end

complete -c esimdesk -f

complete -c esimdesk -n $none -a open -d 'the desk on this terminal'
complete -c esimdesk -n $none -a demo -d 'a practice desk'
complete -c esimdesk -n $none -a kiosk -d 'a self-service terminal'
complete -c esimdesk -n $none -a kiosk-pin -d 'set the PIN that lets staff out of kiosks'
complete -c esimdesk -n $none -a init -d 'make a vault'
complete -c esimdesk -n $none -a upgrade -d 'bring the tables of a fleet\'s vault up to date'
complete -c esimdesk -n $none -a import -d 'take over subscribers'
complete -c esimdesk -n $none -a export -d 'what happened, as events'
complete -c esimdesk -n $none -a status -d 'how the vault stands'
complete -c esimdesk -n $none -a verify -d 'look through the vault for damage'
complete -c esimdesk -n $none -a backup -d 'copy the vault while it is in use'
complete -c esimdesk -n $none -a restore -d 'put a backup in place'
complete -c esimdesk -n $none -a migrate -d "move the vault to a fleet's server, or back"
complete -c esimdesk -n $none -a rekey -d 'what opens the vault from now on'
complete -c esimdesk -n $none -a salvage -d 'read what is authentic in a damaged vault'
complete -c esimdesk -n $none -a review -d 'decide applications'
complete -c esimdesk -n $none -a run-due -d 'what falls due by the clock'
complete -c esimdesk -n $none -a outbox -d 'messages that wait'
complete -c esimdesk -n $none -a doctor -d 'look at all a desk stands on'
complete -c esimdesk -n $none -a staff -d "the staff's own desk, and who works there"
complete -c esimdesk -n $none -a till -d 'what a day brought at the counter'
complete -c esimdesk -n $none -a outlets -d 'service centres'
complete -c esimdesk -n $none -a brands -d 'carriers'
complete -c esimdesk -n $none -a receipt -d 'show, print and check receipts'
complete -c esimdesk -n $none -a check -d 'whether a number or document is sound'

complete -c esimdesk -n '__esimdesk_in review' -a 'list approve reject ask'
complete -c esimdesk -n '__esimdesk_in outbox' -a 'send list retry'
complete -c esimdesk -n '__esimdesk_in staff' -a 'add list role reset disable'
complete -c esimdesk -n '__esimdesk_in brands' -a 'list lint'
complete -c esimdesk -n '__esimdesk_in receipt' -a 'show print verify public-key'
complete -c esimdesk -n '__esimdesk_in check' \
  -a 'ric hkid permit passport-mrz id-mrz imei iccid eid lpa msisdn'
complete -c esimdesk -F -n '__fish_seen_subcommand_from import backup restore migrate salvage lint'

complete -c esimdesk -l vault -rF -d 'the vault'
complete -c esimdesk -l key-file -rF -d 'open, or make, the vault with this key file'
complete -c esimdesk -l passphrase-fd -x -d 'read the passphrase from this descriptor'
complete -c esimdesk -l config -rF -d 'what connects this desk with the world'
complete -c esimdesk -l brands -x -a '(__fish_complete_directories)' -d "a carrier's own policy files"
complete -c esimdesk -l brand -x -a '(__esimdesk_brands)' -d 'serve this carrier only'
complete -c esimdesk -l lang -x -a 'en zh-Hans zh-Hant' -d language
complete -c esimdesk -l station -x -d 'what this terminal is called'
complete -c esimdesk -s h -l help -d 'list everything'
complete -c esimdesk -l version -d 'print the version'

complete -c esimdesk -n $desk -l front -x -a 'screen plain json' -d 'how a person is met'
complete -c esimdesk -n "$desk; or __fish_seen_subcommand_from migrate" -l plain -d 'line by line'
complete -c esimdesk -l json -d 'JSON, for programs'
complete -c esimdesk -l sendmail -rF -d 'send mail through this program'
complete -c esimdesk -l public-key -rF -d 'whose receipts count too'
complete -c esimdesk -n $desk -l counter -d 'orders can be paid at a staffed counter'
complete -c esimdesk -n $desk -l speech -d 'one self-contained line per item'
complete -c esimdesk -n $desk -l large -d 'three rows per item'
complete -c esimdesk -n $desk -l contrast -d 'white and yellow on black'
complete -c esimdesk -l ascii -d 'no line drawing or block characters'
complete -c esimdesk -n $desk -l keypad -d 'digits alone do everything'
complete -c esimdesk -n $desk -l touch -d 'a mouse or touch panel does everything'
complete -c esimdesk -n $desk -l ambiguous -x -a 'narrow wide' -d 'how wide ambiguous characters are'
complete -c esimdesk -n $desk -l color -x -a 'auto always never' -d 'whether there are colours'

set -l in __fish_seen_subcommand_from
complete -c esimdesk -n "$in staff" -l photo-viewer -r -F -d 'shows photos of documents'
complete -c esimdesk -n "$in demo staff" -l outlet -x -d 'the service centre this desk stands in'
complete -c esimdesk -n "$in demo kiosk" -l now -x -d 'where the practice clock starts'
complete -c esimdesk -n "$in demo kiosk" -l seed -x -d 'makes codes and numbers repeat'
complete -c esimdesk -n "$in demo kiosk" -l still -d 'the practice clock stands still'
complete -c esimdesk -n "$in demo" -l list -d 'print the sample subscribers'
complete -c esimdesk -n "$in kiosk" -l idle-warning -x -d 'ask after this many seconds'
complete -c esimdesk -n "$in kiosk" -l idle-reset -x -d 'end after this many seconds'
complete -c esimdesk -n "$in kiosk" -l hours -x -d 'when sessions can begin'
complete -c esimdesk -n "$in kiosk" -l holidays -x -a 'CN GB HK' -d 'whose public holidays'
complete -c esimdesk -n "$in kiosk" -l practice -d "with the practice desk's people"
complete -c esimdesk -n "$in kiosk-pin" -l pin-fd -x -d 'read the PIN from this descriptor'
complete -c esimdesk -n "$in status verify" -l head -x -d 'a journal head kept elsewhere'
complete -c esimdesk -n "$in verify" -l deep -d 'what follows from the records too'
complete -c esimdesk -n "$in backup restore" -l replace -d 'in the place of what is there'
complete -c esimdesk -n "$in restore" -l erased -rF -d 'a further list of erased accounts'
complete -c esimdesk -n "$in rekey" -l add-passphrase -d 'a further passphrase'
complete -c esimdesk -n "$in rekey" -l add-key-file -rF -d 'a further key file'
complete -c esimdesk -n "$in rekey" -l add-credential -rF -d 'a systemd credential'
complete -c esimdesk -n "$in rekey" -l remove-slot -x -d 'take a way to open it away'
complete -c esimdesk -n "$in rekey" -l data -d 'seal everything anew'
complete -c esimdesk -n "$in rekey" -l new-passphrase-fd -x -d 'read the new passphrase from this descriptor'
complete -c esimdesk -n "$in import" -l updates -d 'what changed since'
complete -c esimdesk -n "$in import" -l sample -x -a 'csv json' -d 'print a file to start from'
complete -c esimdesk -n "$in import" -l skip-bad -d 'leave wrong lines out'
complete -c esimdesk -n "$in export" -l since -x -d 'behind this line'
complete -c esimdesk -n "$in export" -l limit -x -d 'lines at most'
complete -c esimdesk -n "$in review" -l reason -x -d 'what the subscriber is told' \
  -a 'billsOpen contractRunning detailsDiffer identityDoubt'
complete -c esimdesk -n "$in staff" -l role -x -a 'agent reviewer administrator' -d 'what one may do'
complete -c esimdesk -n "$in staff" -l password-fd -x -d 'read the new password from this descriptor'
complete -c esimdesk -n "$in till" -l day -x -d 'which day'
complete -c esimdesk -n "$in till" -l csv -d 'for other programs'
complete -c esimdesk -n "$in till" -l staff -x -d 'one person alone'
