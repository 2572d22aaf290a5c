using System.Diagnostics;
using System.Globalization;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.PackageManagement;

namespace Faceptor.Notebooks;

/// <summary>Runs the cells of a notebook on the C# kernel of .NET Interactive, in this process.</summary>
/// <param name="output">Told about each cell.</param>
internal sealed class NotebookRunner(TextWriter output)
{
    private const string CSharp = "csharp";
    private const int MaxTitleLength = 60;

    /// <summary>Runs all cells and puts their outputs in place of the former ones.</summary>
    /// <param name="notebook">The notebook; its folder becomes the current one, as in front ends.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="NotebookException">A cell ends with an error, or is not in C#.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task RunAsync(Notebook notebook, CancellationToken cancellationToken)
    {
        if (notebook.CodeCells.FirstOrDefault(cell => cell.KernelName is not (null or CSharp)) is { } other)
        {
            throw new NotebookException(
                notebook.Path, $"cell {other.Number} asks for the kernel '{other.KernelName}'; only C# is run.");
        }

        var callersFolder = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!);
        try
        {
            await RunCellsAsync(notebook, cancellationToken);
        }
        finally
        {
            Directory.SetCurrentDirectory(callersFolder);
        }
    }

    private async Task RunCellsAsync(Notebook notebook, CancellationToken cancellationToken)
    {
        using var kernel = CreateKernel();
        foreach (var cell in notebook.CodeCells)
        {
            var clock = Stopwatch.StartNew();
            var outputs = new CellOutputs();
            var (directives, code) = Split(cell.Source);

            if (directives.Length > 0)
            {
                // What a front end shows of packages is their versions and where they lie on this machine: not kept.
                var events = await SubmitAsync(kernel, directives, cell, notebook.Path, cancellationToken);
                foreach (var extension in events.OfType<PackageAdded>().Select(Extension).Where(File.Exists))
                {
                    var script = await File.ReadAllTextAsync(extension, cancellationToken);
                    await SubmitAsync(kernel, script, cell, notebook.Path, cancellationToken);
                }
            }

            if (code.Length > 0)
            {
                foreach (var kernelEvent in await SubmitAsync(kernel, code, cell, notebook.Path, cancellationToken))
                {
                    outputs.Add(kernelEvent, cell.Number);
                }
            }

            cell.SetOutputs(outputs.All);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"  cell {cell.Number} of {notebook.CodeCells.Count}: {clock.Elapsed.TotalSeconds:F1} s, "
                + $"{outputs.All.Count} outputs ({Title(code.Length > 0 ? code : directives)})"));
        }
    }

    private static CompositeKernel CreateKernel()
    {
        var csharp = new CSharpKernel(CSharp);
        csharp.UseKernelHelpers();
        csharp.UseNugetDirective(static (kernel, packages) =>
        {
            kernel.AddAssemblyReferences(packages.SelectMany(package => package.AssemblyPaths));
            return Task.CompletedTask;
        });
        return new CompositeKernel { csharp, };
    }

    // The script that a package brings for notebooks; the kernel of the dotnet-interactive tool runs it as well.
    private static string Extension(PackageAdded added) =>
        Path.Combine(added.PackageReference.PackageRoot, "interactive-extensions", "dotnet", "extension.dib");

    private static async Task<IReadOnlyList<KernelEvent>> SubmitAsync(
        CompositeKernel kernel, string code, CodeCell cell, string path, CancellationToken cancellationToken)
    {
        // A cell may not listen to the token; the run ends all the same.
        var result = await kernel.SendAsync(new SubmitCode(code, CSharp), cancellationToken)
            .WaitAsync(cancellationToken);
        if (result.Events.OfType<CommandFailed>().FirstOrDefault() is { } failed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new NotebookException(path, $"cell {cell.Number}: {failed.Message}", failed.Exception);
        }

        return result.Events;
    }

    // Lines that bring packages, and the rest.
    private static (string Directives, string Code) Split(string source)
    {
        var lines = source.Split('\n').ToLookup(line => line.StartsWith("#r ", StringComparison.Ordinal)
            || line.StartsWith("#i ", StringComparison.Ordinal));
        return (string.Join('\n', lines[true]), string.Join('\n', lines[false]).Trim());
    }

    private static string Title(string code)
    {
        var line = code.Split('\n').FirstOrDefault(text => text.Length > 0) ?? string.Empty;
        return line.Length <= MaxTitleLength ? line : string.Concat(line.AsSpan(0, MaxTitleLength), "…");
    }
}
