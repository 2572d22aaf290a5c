namespace Faceptor.Testing;

/// <summary>The assembly with a dataset class of its own, and images in its format.</summary>
internal static class CustomDatasets
{
    /// <summary>The built assembly, of this program's own configuration.</summary>
    public static string Assembly
    {
        get
        {
            // artifacts/bin/<project>/<configuration>/
            var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
            var bin = Path.GetDirectoryName(Path.GetDirectoryName(own))!;
            return Path.Combine(bin, "Faceptor.CustomDataset", Path.GetFileName(own), "Faceptor.CustomDataset.dll");
        }
    }

    /// <summary>Writes both splits below a folder of datasets.</summary>
    public static void Write(string root, int count)
    {
        var folder = Path.Combine(root, "tiny");
        Directory.CreateDirectory(folder);
        foreach (var split in new[] { "train", "test" })
        {
            File.WriteAllLines(
                Path.Combine(folder, $"{split}.tiny"),
                Enumerable.Range(0, count).Select(index => Row(split, index)).Prepend("tiny 48"));
        }
    }

    // Colours of their own for each split: images in both are a problem that is reported.
    private static string Row(string split, int index) =>
        $"face{index} {index % 2} {index / 2 % 2} {index % 2 * 200:X2}{split.Length * 10:X2}{index * 5 % 256:X2}";
}
