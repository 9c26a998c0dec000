#!/bin/sh
# Evacuate a failed host: evacuate.sh NOVA HOST. As operators write it.
set -e
"$1" hypervisor-servers "$2" | awk -F'|' '$2 ~ /-.*-.*-.*-/ {print $2}' |
while read -r server; do
    "$1" evacuate "$server"
done
