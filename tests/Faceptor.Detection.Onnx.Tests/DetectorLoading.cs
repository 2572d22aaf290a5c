namespace Faceptor.Detection.Onnx.Tests;

/// <summary>Makes detectors of files that are made here.</summary>
internal static class DetectorLoading
{
    /// <summary>A detector of a file, which is not needed any more.</summary>
    /// <param name="made">The file.</param>
    /// <param name="options">How to look.</param>
    public static OnnxFaceDetector Load(this SyntheticDetectors made, OnnxDetectorOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        return OnnxFaceDetector.Load(folder.Write("detector.onnx", made.ToBytes()), options);
    }
}
