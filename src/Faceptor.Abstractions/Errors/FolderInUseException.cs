namespace Faceptor;

/// <summary>Another process writes into the folder that this one was to write into.</summary>
public sealed class FolderInUseException : FaceptorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The folder; it becomes the head of the message.</param>
    /// <param name="owner">Who uses it, as it said itself; null when it has not said so.</param>
    public FolderInUseException(string path, string? owner)
        : base($"{MessageText.Place(path)}: in use by {owner ?? "another process"}; wait until it has ended or stop it, "
            + "or name another folder.")
    {
        Path = path;
        Owner = owner;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Process id and host of who uses it; null when unknown.</summary>
    public string? Owner { get; }
}
