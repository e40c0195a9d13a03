#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec node --enable-source-maps "$here/../lib/isthmus/dist/src/main.js" "$@"
