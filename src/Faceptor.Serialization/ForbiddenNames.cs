using System.Collections.Frozen;

namespace Faceptor.Serialization;

/// <summary>
/// Names that only a hostile pickle holds: of the system, and of what runs text as code. A file with one is refused
/// even where the name would be passed over.
/// </summary>
internal static class ForbiddenNames
{
    // The first four are blocked by PyTorch's own reader too, whatever its user allows.
    private static readonly FrozenSet<string> Modules = FrozenSet.Create(
        StringComparer.Ordinal,
        "os", "posix", "nt", "sys", "subprocess", "importlib", "runpy", "pty", "socket", "shutil", "ctypes", "code");

    private static readonly FrozenSet<string> Builtins = FrozenSet.Create(
        StringComparer.Ordinal,
        "eval", "exec", "execfile", "compile", "open", "__import__", "input", "breakpoint", "globals", "vars");

    public static bool Contains(string module, string name) =>
        Modules.Contains(module.Split('.')[0])
        || (module is "builtins" or "__builtin__" && Builtins.Contains(name));
}
