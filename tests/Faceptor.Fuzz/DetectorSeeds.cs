using Faceptor.Detection.Onnx;
using Faceptor.Detection.Onnx.Tests;

namespace Faceptor.Fuzz;

/// <summary>Face detectors in ONNX, without weights: loaded and, when that works, used on an image.</summary>
internal static class DetectorSeeds
{
    /// <summary>One of each kind.</summary>
    public static IEnumerable<FuzzSeed> Onnx(string folder) =>
    [
        Detector(folder, "yunet.onnx", SyntheticDetectors.YuNet(takesAnySize: true)),
        Detector(folder, "scrfd.onnx", SyntheticDetectors.Scrfd()),
        Detector(folder, "blazeface.onnx", SyntheticDetectors.BlazeFace()),
    ];

    private static FuzzSeed Detector(string folder, string name, SyntheticDetectors made)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, made.ToBytes());
        return new FuzzSeed(path, () =>
        {
            using var detector = OnnxFaceDetector.Load(path);
            _ = detector.Detect(new ImageView(new byte[64 * 64 * 3], 64, 64));
        });
    }
}
