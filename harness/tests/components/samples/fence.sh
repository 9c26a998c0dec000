#!/bin/sh
# Fence a host, then evacuate it, as Pacemaker has it done: fence.sh PYTHON FOLDER HOST
# FOLDER holds what Debian's package fence-agents has; attrd_updater, of Pacemaker, is not there.
# Nor is shared storage, which the agents take for granted.
export PYTHONPATH="$2/usr/share/fence:$PYTHONPATH"
run() {
    agent=$1
    "$python" -W ignore "$folder/usr/sbin/$agent" --action=off --plug="$host" \
        --auth-url="$OS_AUTH_URL" --username="$OS_USERNAME" --password="$OS_PASSWORD" \
        --tenant-name="$OS_PROJECT_NAME" --region-name="$OS_REGION_NAME" \
        --endpoint-type=publicURL --no-shared-storage
    status=$?
    echo "$agent: $status"
}
python=$1 folder=$2 host=$3
run fence_evacuate
run fence_compute
run fence_evacuate
exit $status
