namespace Faceptor.Detection.Onnx.Catalogue;

/// <summary>How a known detector's file is published.</summary>
internal enum DetectorPackaging
{
    /// <summary>As the ONNX file itself.</summary>
    File,

    /// <summary>In a compressed tar archive of an npm package.</summary>
    NpmPackage,

    /// <summary>In a zip archive.</summary>
    Zip,
}

/// <summary>A detector's file that somebody publishes: where, how large, and under which terms.</summary>
/// <param name="Name">What the command line calls it; also the name of its file, without the ending.</param>
/// <param name="Architecture">YuNet, SCRFD or BlazeFace.</param>
/// <param name="Address">What is downloaded.</param>
/// <param name="Bytes">Length of the ONNX file.</param>
/// <param name="Sha256">Hash of the ONNX file, lower-case hexadecimal.</param>
/// <param name="Licence">The licence that its publishers state.</param>
/// <param name="Terms">What a user should know of it, a sentence.</param>
internal sealed record DetectorModel(
    string Name, string Architecture, Uri Address, long Bytes, string Sha256, string Licence, string Terms)
{
    /// <summary>How the file is published.</summary>
    public DetectorPackaging Packaging { get; init; } = DetectorPackaging.File;

    /// <summary>The file's name inside an archive.</summary>
    public string Member { get; init; } = "";

    /// <summary>Length of the archive, to show progress and to stop what is far longer; 0 where there is none.</summary>
    public long ArchiveBytes { get; init; }

    /// <summary>Name of the file in a folder of detectors.</summary>
    public string FileName => $"{Name}.onnx";

    /// <summary>How much is downloaded.</summary>
    public long DownloadBytes => Packaging == DetectorPackaging.File ? Bytes : ArchiveBytes;
}
