#!/bin/sh
set -e
# a comment: curl is not called
if [ "$(id -u)" = 0 ]; then
    find /data \! -user redis -exec chown redis '{}' +
    exec su-exec redis "$0" "$@"
fi
data=/var/lib/server/data
echo "name=$1" >/etc/server/conf.d/name.conf 2>>"/var/log/server/$1.log"
cat <<EOT >| '/run/server.pid'
text
EOT
cp /tmp/*.csv >/job/out/*.txt
exec "$@"
