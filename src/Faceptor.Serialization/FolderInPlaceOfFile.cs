namespace Faceptor.Serialization;

/// <summary>What to say of a folder that somebody gives for a weight file: most likely the file is in it.</summary>
internal static class FolderInPlaceOfFile
{
    private const int MaxFiles = 1000;

    private static readonly string[] UsualNames =
        ["weights.safetensors", "model.safetensors", "pytorch_model.bin"];

    private static readonly string[] Endings =
        [".safetensors", ".pth", ".pth.tar", ".pt", ".ckpt", ".bin"];

    /// <summary>What was got, and which file in it may be meant.</summary>
    public static string Problem(string folder)
    {
        const string Got = "expected a weight file, got a folder";
        try
        {
            if (Directory.EnumerateFiles(folder, "*.index.json").Take(MaxFiles).Any())
            {
                return $"{Got} with weights in several files, which is not read; join them to one file and name that.";
            }

            return Find(folder) is { } file
                ? $"{Got}; did you mean {MessageText.Place(file)}?"
                : $"{Got} without one; name a weight file (.safetensors, .pth, .pth.tar).";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{Got}; name a weight file (.safetensors, .pth, .pth.tar).";
        }
    }

    // Of the folder itself, then of the checkpoints of a run, the newest.
    private static string? Find(string folder) =>
        UsualNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? Newest(Directory.EnumerateFiles(folder).Where(IsWeights))
        ?? Newest(Directory.EnumerateDirectories(folder)
            .Take(MaxFiles)
            .SelectMany(inner => (IEnumerable<string>)[inner, .. Directory.EnumerateDirectories(inner).Take(MaxFiles)])
            .Select(inner => Path.Combine(inner, UsualNames[0]))
            .Where(File.Exists));

    private static bool IsWeights(string path) =>
        !Path.GetFileName(path).StartsWith('.')
        && Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static string? Newest(IEnumerable<string> files) =>
        files.Take(MaxFiles).OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault();
}
