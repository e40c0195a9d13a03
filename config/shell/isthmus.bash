# Completion of isthmus for bash. Generated: isthmus completion bash
_isthmus() {
  local cur="${COMP_WORDS[COMP_CWORD]}" command="${COMP_WORDS[1]}" verb="${COMP_WORDS[2]}" words='' verbs=''
  COMPREPLY=()
  if ((COMP_CWORD > 2)); then
    case "${COMP_WORDS[COMP_CWORD - 1]}" in
      --action | --actor | --admin | --after | --announce | --as | --at | --book | --comment | --component-port | --config | --contact | --data-dir | --database | --delay | --dir | --domain | --expires | --file | --filter | --for | --from | --gateway | --header | --http | --jid | --key | --lasts | --month | --networks | --only | --payload | --preset | --public-url | --reason | --redis | --reply-to | --resolver | --retry | --role | --route | --scope | --server | --set | --severity | --shares | --silence | --size | --socket | --source | --thread | --title | --to | --token | --token-file | --trace | --until | --url | --wait) return ;;
    esac
  fi
  case "$command" in
    run) verbs='' words='--config --role --set' ;;
    init) verbs='' words='--dir --yes --server --domain --component-port --networks --admin --public-url --data-dir --http --redis' ;;
    check) verbs='' words='--set --json' ;;
    config) verbs='show reload' words='--config --set --given --json' ;;
    doctor) verbs='' words='--config --set --json --only --resolver' ;;
    backup) verbs='' words='--config --to --with-media --with-key' ;;
    restore) verbs='' words='--config --lanes --force' ;;
    import) verbs='' words='--database --config --dry-run --json' ;;
    migrate) verbs='' words='--config --shares --dry-run' ;;
    health) verbs='' words='--config' ;;
    rekey) verbs='' words='--config --continue --drop-old' ;;
    sample) verbs='' words='--schema' ;;
    route) verbs='test send-test sink list show disable enable' words='--config --book --payload --source --as --from --to --header --silence --at --offline --json --preset --severity --lasts --escalate' ;;
    send) verbs='' words='--to --follow --wait --title --severity --expires --thread --reply-to --file --url --config --token-file --token --key --retry --json' ;;
    audit) verbs='' words='--config --from --to --month --summary --csv --json --route --actor --action --trace' ;;
    user) verbs='list info export end-session delete' words='--config --socket --role --json --yes' ;;
    ban) verbs='add list remove' words='--config --socket --role --json --yes' ;;
    notice) verbs='list set remove' words='--config --socket --role --json --yes' ;;
    lane) verbs='list pause resume show' words='--config --socket --role --json --yes' ;;
    message) verbs='list show' words='--config --socket --role --json --yes' ;;
    letter) verbs='list show retry drop' words='--config --socket --role --json --yes' ;;
    incident) verbs='list show ack resolve' words='--config --socket --role --json --yes' ;;
    silence) verbs='add list show expire' words='--config --socket --role --json --yes' ;;
    oncall) verbs='show' words='--config --socket --role --json --yes' ;;
    token) verbs='make list revoke' words='--config --socket --role --json --yes' ;;
    log) verbs='level list' words='--config --socket --role --json --yes' ;;
    process) verbs='list shutdown restart call-off' words='--config --socket --role --json --yes' ;;
    console) verbs='code' words='--config --socket --role --json --yes' ;;
    server) verbs='ask' words='--config --socket --role --json --yes' ;;
    operation) verbs='list' words='--config --socket --role --json --yes' ;;
    completion) verbs='bash zsh fish man' words='' ;;
    version) verbs='' words='' ;;
    help) verbs='run init check config doctor backup restore import migrate health rekey sample route send audit user ban notice lane message letter incident silence oncall token log process console server operation completion version' ;;
  esac
  if ((COMP_CWORD == 1)); then
    words='run init check config doctor backup restore import migrate health rekey sample route send audit user ban notice lane message letter incident silence oncall token log process console server operation completion version help'
  elif ((COMP_CWORD == 2)) && [[ -n "$verbs" ]]; then
    [[ "$cur" == -* ]] || words="$verbs"
  else
    case "$command $verb" in
      'route disable') words+=' --reason' ;;
      'user list') words+=' --gateway --filter --online --size --after' ;;
      'user info') words+=' --gateway' ;;
      'user export') words+=' --gateway' ;;
      'user end-session') words+=' --gateway' ;;
      'user delete') words+=' --gateway' ;;
      'ban add') words+=' --gateway --reason --for --until' ;;
      'ban list') words+=' --gateway' ;;
      'ban remove') words+=' --gateway' ;;
      'notice list') words+=' --gateway' ;;
      'notice set') words+=' --gateway --quietly' ;;
      'notice remove') words+=' --gateway' ;;
      'lane pause') words+=' --reason' ;;
      'message list') words+=' --contact --size --after' ;;
      'letter list') words+=' --gateway --after' ;;
      'incident list') words+=' --all --route' ;;
      'incident ack') words+=' --comment' ;;
      'incident resolve') words+=' --comment' ;;
      'silence add') words+=' --for --comment' ;;
      'oncall show') words+=' --at' ;;
      'token make') words+=' --scope --route --for' ;;
      'log level') words+=' --gateway --jid --for' ;;
      'process shutdown') words+=' --delay --announce' ;;
      'process restart') words+=' --delay --announce' ;;
      'process call-off') words+=' --announce' ;;
      'server ask') words+=' --to --as-user' ;;
      'operation list') words+=' --size --after' ;;
    esac
    [[ "$cur" == -* ]] || return
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _isthmus isthmus
