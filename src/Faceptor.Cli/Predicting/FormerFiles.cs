namespace Faceptor.Cli.Predicting;

/// <summary>What is in the output folder already: own results may be replaced where the user says so, nothing else.</summary>
internal static class FormerFiles
{
    /// <summary>Refuses what may not be replaced; before the work, and changing nothing.</summary>
    /// <param name="inputs">What is predicted.</param>
    /// <param name="options">What is written.</param>
    /// <exception cref="OptionsException">A file is in the way.</exception>
    public static void RequireFree(IReadOnlyList<PredictInput> inputs, ResultOptions options)
    {
        RequireNoInput(inputs, options);
        var results = Results(inputs, options).Select(entry => entry.Result).ToList();
        var maps = options.WritesMaps ? ExistingOutputs.Maps(options.Folder, results) : [];
        if (options.Format != ResultFormat.Json)
        {
            ResultLines.RequireFree(options);
            OutputFile.RequireFree("--out", options.Overwrites || options.Resumes, maps.Select(map => map.File));
            return;
        }

        ExistingOutputs.RequireOwn(results);
        if (maps.FirstOrDefault(map => !File.Exists($"{map.Result}.json")).File is { } foreign)
        {
            throw ExistingOutputs.Foreign(foreign);
        }

        if (!options.Resumes)
        {
            OutputFile.RequireFree("--out", options.Overwrites, results.SelectMany(ExistingOutputs.Files));
        }
    }

    /// <summary>Removes results that are made again, so that an image that fails has none of another day.</summary>
    /// <param name="inputs">What is predicted.</param>
    /// <param name="options">What is written.</param>
    /// <param name="sink">Knows which results stay.</param>
    /// <exception cref="OptionsException">A result is of other weights or tasks and may not be replaced.</exception>
    public static void Clear(IReadOnlyList<PredictInput> inputs, ResultOptions options, IResultSink sink)
    {
        if (options.Format != ResultFormat.Json)
        {
            return;
        }

        var others = Results(inputs, options)
            .Where(entry => File.Exists($"{entry.Result}.json")
                && !sink.IsDone(entry.Name, Path.GetRelativePath(options.Folder, entry.Result)))
            .Select(entry => entry.Result)
            .ToList();
        if (!options.Overwrites && others.FirstOrDefault(IsWhole) is { } other)
        {
            throw FormerResults.OfOther($"{other}.json");
        }

        ExistingOutputs.Remove(others);

        // One whose drawing is missing was interrupted: nobody has to be asked.
        bool IsWhole(string result) =>
            ExistingOutputs.Find(result) is { } former
            && ExistingOutputs.Files(result, former, options.Draws, options.WritesMaps).All(File.Exists);
    }

    // Names of images and paths of their results; of videos those that are there.
    private static IEnumerable<(string Name, string Result)> Results(
        IEnumerable<PredictInput> inputs, ResultOptions options) => inputs.SelectMany(input => input.IsVideo
            ? OfVideo(Path.Combine(options.Folder, WorkSource.VideoFolder(input)))
                .Select(result => ($"{input.Name}#{Path.GetFileName(result)}", result))
            : [(input.Name, Path.Combine(options.Folder, input.OutputName))]);

    private static IEnumerable<string> OfVideo(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "t=*.*")
            .Where(file => !file.EndsWith(ResultFiles.MapEnding, StringComparison.Ordinal)
                && Path.GetExtension(file) is ".json" or ".png")
            .Select(file => Path.ChangeExtension(file, null)).Distinct()
        : [];

    private static void RequireNoInput(IReadOnlyList<PredictInput> inputs, ResultOptions options)
    {
        var paths = inputs.Select(input => input.Path).ToHashSet();
        var drawing = options is { Format: ResultFormat.Json, Draws: true }
            ? inputs.Select(input => Path.Combine(options.Folder, $"{input.OutputName}.png")).FirstOrDefault(paths.Contains)
            : null;
        if (drawing is not null)
        {
            throw new OptionsException(
                "--out", $"the drawing would replace the image {drawing}; name another folder, or add --no-drawings.");
        }
    }
}
