namespace Faceptor.Detection.Onnx.Catalogue;

/// <summary>Where detectors' files lie on this machine.</summary>
internal static class DetectorFiles
{
    /// <summary>
    /// The folder of fetched detectors: below <c>XDG_CACHE_HOME</c> where that is an absolute path, else below the user's
    /// <c>.cache</c>; null for a user without a home.
    /// </summary>
    public static string? Folder
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache))
            {
                var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
                cache = home.Length > 0 ? Path.Combine(home, ".cache") : null;
            }

            return cache is null ? null : Path.Combine(cache, "faceptor", "detectors");
        }
    }

    /// <summary>Finds the file that a user means.</summary>
    /// <param name="nameOrPath">A path, or the name of a known detector that was fetched.</param>
    /// <returns>The path of a file that is there.</returns>
    /// <exception cref="CheckpointException">There is none; the message says how to get it.</exception>
    public static string Resolve(string nameOrPath)
    {
        if (Path.Exists(nameOrPath))
        {
            return nameOrPath;
        }

        if (DetectorModels.Find(nameOrPath) is { } model)
        {
            return PathOf(model) is { } path && File.Exists(path)
                ? path
                : throw new CheckpointException(
                    nameOrPath, $"the detector is not on this machine; fetch it with 'faceptor detector get {model.Name}'.");
        }

        var names = DetectorModels.Known.Select(known => known.Name).ToArray();
        throw new CheckpointException(
            nameOrPath,
            "expected the file of a detector or the name of a known one, there is no such file; "
            + (Suggestion.Of(nameOrPath, names) is { } meant
                ? $"did you mean '{meant}'?"
                : $"known are {string.Join(", ", names)}."));
    }

    /// <summary>Where a known detector is put unless the user names a folder.</summary>
    /// <returns>Null for a user without a home.</returns>
    public static string? PathOf(DetectorModel model) =>
        Folder is { } folder ? Path.Combine(folder, model.FileName) : null;
}
