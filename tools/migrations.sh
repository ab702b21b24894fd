#!/usr/bin/env bash
# Migrations of the whole model for both databases, always together.
#   tools/migrations.sh add NAME    adds a migration to each
#   tools/migrations.sh initial     throws all migrations away and writes one named Initial (only before the first release)
#   tools/migrations.sh check       fails when the model has changes that no migration holds
set -euo pipefail
cd "$(dirname "$0")/.."

ef() { # provider, then what dotnet ef is asked
    local provider=$1 project
    shift
    case $provider in sqlite) project=Sqlite ;; postgres) project=Postgres ;; esac
    dotnet ef "$@" --no-build -p "src/Emergency.Storage.$project" -s tools/Emergency.Design -- "$provider"
}

both() { ef sqlite "$@"; ef postgres "$@"; }

build() { dotnet build tools/Emergency.Design --nologo -v quiet; }

dotnet tool restore >/dev/null
case ${1:-} in
    add)
        build
        both migrations add "${2:?name of the migration}" -o Migrations
        ;;
    initial)
        rm -rf src/Emergency.Storage.Sqlite/Migrations src/Emergency.Storage.Postgres/Migrations
        build
        both migrations add Initial -o Migrations
        ;;
    check)
        build
        both migrations has-pending-model-changes
        ;;
    *)
        sed -n '2,5p' "$0"
        exit 2
        ;;
esac
