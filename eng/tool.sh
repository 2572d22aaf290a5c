# Runs a development tool below tools/: builds when sources changed. Sourced by scripts beside it.

# Runs assembly $2 of project $1 with the other arguments, in the caller's folder.
faceptor_run_tool() {
    local project=$1 assembly=$2 caller=$PWD root
    shift 2
    root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
    cd "$root" || exit 1
    . eng/setup.sh
    faceptor_require_dotnet || exit 1
    faceptor_build_if_needed "tools/$project/$project.csproj" "$project" || exit 1
    cd "$caller" || exit 1
    exec dotnet "$root/artifacts/bin/$project/release/$assembly.dll" "$@"
}
