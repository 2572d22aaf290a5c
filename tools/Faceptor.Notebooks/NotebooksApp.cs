using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Faceptor.Notebooks;

/// <summary>The development tool that runs notebooks (<c>eng/notebooks</c>).</summary>
internal static class NotebooksApp
{
    public const int Success = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int Stopped = 130;

    /// <summary>What MSBuild takes further package sources from; the kernel restores packages with it.</summary>
    private const string SourcesVariable = "RestoreAdditionalProjectSources";

    /// <summary>Runs or checks notebooks.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Told about each notebook and cell.</param>
    /// <param name="error">Told what is wrong, a line each.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var notebooks = new Argument<string[]>("notebooks")
        {
            Description = "The notebooks (.ipynb), run one after the other, each in a process of its own.",
            Arity = ArgumentArity.OneOrMore,
        };
        var source = new Option<DirectoryInfo?>("--source")
        {
            Description = "A folder of packages that notebooks take theirs from, beside the usual sources.",
        };
        var inPlace = new Option<bool>("--in-place") { Description = "Write the outputs into the notebooks." };
        var folder = new Option<DirectoryInfo?>("--out") { Description = "Write notebooks with outputs into a folder." };
        var check = new Option<bool>("--check")
        {
            Description = "Run nothing: say whether the notebooks were run, without errors, large outputs and paths.",
        };
        var root = new RootCommand("Runs notebooks on the C# kernel of .NET Interactive. Ends at the first error.")
        {
            notebooks, source, inPlace, folder, check,
        };
        notebooks.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
            {
                result.AddError($"{token.Value} is no option; --help lists them.");
            }
        });
        root.Validators.Add(result =>
        {
            if (new[] { result.GetValue(inPlace), result.GetValue(folder) is not null, result.GetValue(check) }
                .Count(isGiven => isGiven) > 1)
            {
                result.AddError("--in-place, --out and --check exclude each other.");
            }

            if (result.GetValue(source) is { Exists: false } missing)
            {
                result.AddError($"--source: {missing.FullName} does not exist; pack the packages first.");
            }
        });
        root.SetAction(async (parsed, token) => await RunAsync(
            new NotebookRun(
                parsed.GetValue(notebooks)!,
                parsed.GetValue(source)?.FullName,
                parsed.GetValue(inPlace),
                parsed.GetValue(folder)?.FullName,
                parsed.GetValue(check)),
            output,
            error,
            token));

        var parse = root.Parse(args);
        var code = await parse.InvokeAsync(
            new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            },
            cancellationToken);
        return parse.Errors.Count > 0 ? WrongUsage : code;
    }

    private static async Task<int> RunAsync(
        NotebookRun run, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var path in run.Notebooks)
            {
                var code = run.Checks ? Check(path, output)
                    : run.Notebooks.Length > 1 ? await RunApartAsync(run with { Notebooks = [path] }, cancellationToken)
                    : await RunHereAsync(run, path, output, cancellationToken);
                if (code != Success)
                {
                    return code;
                }
            }

            return Success;
        }
        catch (NotebookException problem)
        {
            await error.WriteLineAsync(problem.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("stopped; nothing was written.");
            return Stopped;
        }
    }

    private static int Check(string path, TextWriter output)
    {
        Require(Notebook.Read(path));
        output.WriteLine($"{path}: was run, without errors.");
        return Success;
    }

    private static async Task<int> RunHereAsync(
        NotebookRun run, string path, TextWriter output, CancellationToken cancellationToken)
    {
        var notebook = Notebook.Read(path);
        var target = run.InPlace ? Path.GetFullPath(path)
            : run.Folder is { } folder ? Path.Combine(folder, Path.GetFileName(path))
            : null;
        if (run.Source is { } source)
        {
            // What the user has set stays.
            var given = Environment.GetEnvironmentVariable(SourcesVariable);
            Environment.SetEnvironmentVariable(SourcesVariable, string.IsNullOrEmpty(given) ? source : $"{given};{source}");
        }

        await output.WriteLineAsync($"{path}:");
        var clock = Stopwatch.StartNew();
        await new NotebookRunner(output).RunAsync(notebook, cancellationToken);
        Require(notebook);
        if (target is not null)
        {
            notebook.Write(target);
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"  {clock.Elapsed.TotalSeconds:F1} s, {target ?? "nothing written"}"));
        return Success;
    }

    private static void Require(Notebook notebook)
    {
        string[] problems =
            [.. NotebookCheck.Problems(notebook, NotebookCheck.PrivatePlaces(notebook.Path))];
        if (problems.Length > 0)
        {
            throw new NotebookException(notebook.Path, string.Join($"\n{notebook.Path}: ", problems));
        }
    }

    // Packages that one notebook has loaded cannot be unloaded, and the next may want other versions.
    private static async Task<int> RunApartAsync(NotebookRun run, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(NotebooksApp).Assembly.Location);
        }

        foreach (var argument in run.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
