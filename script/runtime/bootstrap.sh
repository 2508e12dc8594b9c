# Sourced by the commands in script/: finds a Python and hands over to the runtime package.

run() {
    python=${PYTHON:-python3}
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "Python 3.11 or newer is needed and '$python' is not one: install it" \
            "(apt-get update && apt-get install python3 python3-venv) or name one with PYTHON=/path/to/python3." >&2
        exit 1
    fi
    # -B: no bytecode in the repository (what is started from there keeps it in the cache).
    # -s -E: the user's own packages and settings stay out.
    exec "$python" -B -s -E "$(dirname -- "$0")/main.py" "$@"
}
