# Completion of esimdesk for bash: commands, options, and what goes with them.

_esimdesk_match() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
}

_esimdesk_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
}

# The value of an option; fails for one that takes none.
_esimdesk_value() {
  case $1 in
    --vault | --key-file | --config | --sendmail | --public-key | --erased | --add-key-file | \
      --add-credential | --photo-viewer)
      _esimdesk_files -f ;;
    --brands) _esimdesk_files -d ;;
    --brand) _esimdesk_match "$("$program" brands list 2>/dev/null | cut -d' ' -f1)" ;;
    --lang) _esimdesk_match 'en zh-Hans zh-Hant' ;;
    --front) _esimdesk_match 'screen plain json' ;;
    --color) _esimdesk_match 'auto always never' ;;
    --ambiguous) _esimdesk_match 'narrow wide' ;;
    --role) _esimdesk_match 'agent reviewer administrator' ;;
    --sample) _esimdesk_match 'csv json' ;;
    --holidays) _esimdesk_match 'CN GB HK' ;;
    --reason) _esimdesk_match 'billsOpen contractRunning detailsDiffer identityDoubt' ;;
    --day) _esimdesk_match "$(date +%F)" ;;
    --passphrase-fd | --new-passphrase-fd | --password-fd | --pin-fd | --head | --hours | \
      --idle-warning | --idle-reset | --limit | --now | --outlet | --remove-slot | --seed | \
      --since | --staff | --station) ;;
    *) return 1 ;;
  esac
}

_esimdesk() {
  local program=$1 current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # bash takes --lang=en apart at the sign.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if _esimdesk_value "$previous"; then return; fi

  local words=() word skip=
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      --vault | --key-file | --config | --sendmail | --public-key | --erased | --add-key-file | \
        --add-credential | --brands | --brand | --lang | --front | --color | --ambiguous | --role | \
        --sample | --holidays | --reason | --day | --passphrase-fd | --new-passphrase-fd | \
        --password-fd | --pin-fd | --head | --hours | --idle-warning | --idle-reset | --limit | \
        --now | --outlet | --photo-viewer | --remove-slot | --seed | --since | --staff | --station)
        skip=1 ;;
      =) skip=1 ;;
      -*) skip= ;;
      *)
        [[ $skip ]] || words+=("$word")
        skip= ;;
    esac
  done

  local everywhere='--vault --key-file --passphrase-fd --config --brands --brand --lang --station --help --version'
  local desk='--front --plain --json --sendmail --public-key --counter --speech --large --contrast --ascii
    --keypad --touch --ambiguous --color'
  if [[ $current == -* ]]; then
    case ${words[0]-open} in
      open) _esimdesk_match "$everywhere $desk" ;;
      demo) _esimdesk_match "$everywhere $desk --outlet --now --still --seed --list" ;;
      kiosk)
        _esimdesk_match "$everywhere $desk --idle-warning --idle-reset --hours --holidays --practice --now --still --seed" ;;
      kiosk-pin) _esimdesk_match "$everywhere --pin-fd" ;;
      staff) _esimdesk_match "$everywhere $desk --outlet --photo-viewer --role --password-fd" ;;
      status) _esimdesk_match "$everywhere --json --head" ;;
      verify) _esimdesk_match "$everywhere --deep --head" ;;
      migrate) _esimdesk_match "${everywhere/--vault /} --plain" ;;
      backup) _esimdesk_match "$everywhere --replace" ;;
      restore) _esimdesk_match "$everywhere --replace --erased" ;;
      rekey)
        _esimdesk_match "$everywhere --add-passphrase --add-key-file --add-credential --remove-slot --data
          --new-passphrase-fd" ;;
      import) _esimdesk_match "$everywhere --updates --sample --skip-bad" ;;
      export) _esimdesk_match "$everywhere --since --limit" ;;
      review) _esimdesk_match "$everywhere --reason --sendmail" ;;
      outbox | doctor) _esimdesk_match "$everywhere --sendmail --json" ;;
      run-due) _esimdesk_match "$everywhere --sendmail" ;;
      till) _esimdesk_match "$everywhere --day --csv --staff" ;;
      receipt) _esimdesk_match "$everywhere --json --ascii --public-key" ;;
      check) _esimdesk_match '--json --lang --help' ;;
      *) _esimdesk_match "$everywhere" ;;
    esac
    return
  fi

  case ${words[*]} in
    '')
      _esimdesk_match 'open demo kiosk kiosk-pin init upgrade import export status verify backup restore migrate rekey
        salvage review run-due outbox doctor staff till outlets brands receipt check' ;;
    review) _esimdesk_match 'list approve reject ask' ;;
    outbox) _esimdesk_match 'send list retry' ;;
    'outbox retry') _esimdesk_match all ;;
    staff) _esimdesk_match 'add list role reset disable' ;;
    brands) _esimdesk_match 'list lint' ;;
    receipt) _esimdesk_match 'show print verify public-key' ;;
    check) _esimdesk_match 'ric hkid permit passport-mrz id-mrz imei iccid eid lpa msisdn' ;;
    import | backup | restore | migrate* | salvage* | 'brands lint') _esimdesk_files -f ;;
  esac
}

complete -F _esimdesk esimdesk
