using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.Loader;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Where an assembly with custom datasets is loaded: what the process has is shared, so that types are the same; the
/// rest is found beside the assembly.
/// </summary>
internal sealed class DatasetLoadContext : AssemblyLoadContext
{
    private readonly AssemblyDependencyResolver _resolver;
    private readonly FrozenSet<string> _shared;

    public DatasetLoadContext(string path)
        : base(Path.GetFileName(path))
    {
        _resolver = new AssemblyDependencyResolver(path);
        var trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty;
        _shared = trusted.Split(Path.PathSeparator)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Concat(Default.Assemblies.Select(assembly => assembly.GetName().Name))
            .OfType<string>()
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && !_shared.Contains(name)
            && _resolver.ResolveAssemblyToPath(assemblyName) is { } path
            ? LoadFromAssemblyPath(path)
            : null;

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
