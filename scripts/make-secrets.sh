#!/bin/sh
# Makes the three secret files of docker-compose.yml in ./secrets (0700); refuses to touch files that are there already.
# The database keeps the first password and the first master key: losing secrets/master_key loses every key and password.
set -eu
umask 077
folder="${1:-secrets}"
if [ -e "$folder/master_key" ] || [ -e "$folder/postgres_password" ] || [ -e "$folder/database_url" ]; then
  echo "There are secrets in $folder already. Nothing was changed." >&2
  exit 1
fi
mkdir -p "$folder"
password="$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
printf '%s' "$password" >"$folder/postgres_password"
printf 'postgresql://cordon:%s@postgres:5432/cordon' "$password" >"$folder/database_url"
od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$folder/master_key"
# The folder keeps strangers out; inside, the containers' own users (node, postgres) have to read their files.
chmod 0444 "$folder/postgres_password" "$folder/database_url" "$folder/master_key"
echo "Made $folder/postgres_password, $folder/database_url and $folder/master_key. Keep a copy of master_key elsewhere."
