using System.Collections.Immutable;
using System.Reflection;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Loads an assembly with custom dataset classes: its public classes that implement <see cref="IDatasetProvider"/>
/// name the datasets.
/// </summary>
/// <remarks>
/// This runs code of the assembly, with all rights of the process. It stays loaded until the process ends. Assemblies of
/// this library and of the process are shared with it; what else it references is looked for beside it.
/// </remarks>
internal static class DatasetAssembly
{
    /// <summary>Loads an assembly and asks its providers for their datasets.</summary>
    /// <param name="path">The assembly's file.</param>
    /// <returns>The definitions of all providers, at least one; pass them to <see cref="DatasetRegistry.With"/>.</returns>
    /// <exception cref="DatasetException">
    /// There is no such file; it is no .NET assembly, references another version of this library, or has no public
    /// provider that can be created; a provider threw; or a definition cannot work.
    /// </exception>
    public static ImmutableArray<DatasetDefinition> Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        path = Path.GetFullPath(path);
        var assembly = LoadFile(path);
        RequireVersions(path, assembly);
        var definitions = ImmutableArray.CreateBuilder<DatasetDefinition>();
        foreach (var type in FindProviders(path, assembly))
        {
            var provider = Run(path, $"the constructor of {type.FullName}", () => Create(type));
            definitions.AddRange(Run(
                path,
                $"{type.FullName}.{nameof(IDatasetProvider.GetDatasets)}",
                () => provider.GetDatasets().Select(definition => Guard(path, definition)).ToArray()));
        }

        return definitions.Count > 0
            ? definitions.ToImmutable()
            : throw new DatasetException(
                path,
                $"expected a public class that implements {nameof(IDatasetProvider)}, has a public constructor without "
                + "parameters and names at least one dataset, found none; add one or name another assembly.");
    }

    private static Assembly LoadFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new DatasetException(
                path,
                $"expected the file of a .NET assembly, found {(Directory.Exists(path) ? "a folder" : "no such file")}; "
                + "check the path, or build its project first.");
        }

        try
        {
            return new DatasetLoadContext(path).LoadFromAssemblyPath(path);
        }
        catch (BadImageFormatException error)
        {
            throw new DatasetException(
                path,
                "expected a .NET assembly, this file is none or is for another platform or a newer .NET; "
                + "name the .dll of a class library.",
                innerException: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path, $"the assembly cannot be read ({error.Message}); check its permissions.", innerException: error);
        }
    }

    // The runtime binds to an older or equal version, and would report a newer one as a missing file.
    private static void RequireVersions(string path, Assembly assembly)
    {
        var own = typeof(DatasetAssembly).Assembly.GetName();
        var wanted = assembly.GetReferencedAssemblies().FirstOrDefault(
            reference => reference.Name == own.Name && reference.Version > own.Version);
        if (wanted is not null)
        {
            throw BuiltAgainst(path, wanted, own);
        }
    }

    private static Type[] FindProviders(string path, Assembly assembly)
    {
        try
        {
            return
            [
                .. assembly.GetExportedTypes()
                    .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
                        && typeof(IDatasetProvider).IsAssignableFrom(type)
                        && type.GetConstructor(Type.EmptyTypes) is not null)
                    .OrderBy(type => type.FullName, StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (IsOfAnotherVersion(error))
        {
            throw Unloadable(path, assembly, error);
        }
    }

    private static IDatasetProvider Create(Type type) => (IDatasetProvider)Activator.CreateInstance(
        type, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions, null, null, null)!;

    // Exceptions of code that is not this library's would read like a defect of this one.
    private static T Run<T>(string path, string place, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception thrown) when (
            thrown is not (FaceptorException or OperationCanceledException or OutOfMemoryException))
        {
            var error = thrown is TypeInitializationException { InnerException: { } inner } ? inner : thrown;
            throw IsOfAnotherVersion(error)
                ? Unloadable(path, null, error)
                : new DatasetException(
                    path,
                    $"{place} threw {error.GetType().Name}: {error.Message.TrimEnd('.')}; correct the class.",
                    innerException: error);
        }
    }

    private static DatasetDefinition Guard(string path, DatasetDefinition definition)
    {
        if (definition is null)
        {
            throw new DatasetException(path, "expected dataset definitions, got null; correct the provider.");
        }

        try
        {
            definition.Validate();
        }
        catch (OptionsException error)
        {
            throw new DatasetException(path, error.Message, innerException: error);
        }

        var open = definition.Open;
        return definition with
        {
            Open = (folder, split, layout) => Run(
                path, $"opening split '{split}' of {definition.Task}", () => open(folder, split, layout)),
        };
    }

    // A dataset class may miss a file of its own, which is not about versions.
    private static bool IsOfAnotherVersion(Exception error) =>
        error is TypeLoadException or MissingMemberException or ReflectionTypeLoadException or FileLoadException
        || (error is FileNotFoundException { FileName: { } name } && name.Contains("Version=", StringComparison.Ordinal));

    private static DatasetException BuiltAgainst(string path, AssemblyName wanted, AssemblyName own) => new(
        path,
        $"the assembly was built against {own.Name} {wanted.Version}, this is {own.Version}; build it against this "
        + "version, or use the program of the other one.");

    private static DatasetException Unloadable(string path, Assembly? assembly, Exception error)
    {
        var own = typeof(DatasetAssembly).Assembly.GetName();
        var built = assembly?.GetReferencedAssemblies().FirstOrDefault(reference => reference.Name == own.Name)?.Version;
        var detail = error is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } ? first : error;
        return new DatasetException(
            path,
            $"the assembly does not fit {own.Name} {own.Version}"
            + $"{(built is null ? string.Empty : $" (it was built against {built})")}, or an assembly that it needs is "
            + $"missing beside it: {detail.Message.TrimEnd('.')}; build it again against this version.",
            innerException: error);
    }
}
