using Faceptor.Inference;

namespace Faceptor.Cli.Predicting;

/// <summary>Where the faces of images are; one of the ways.</summary>
internal sealed record FaceChoice
{
    /// <summary>Name or file of the detector that finds them.</summary>
    public string? Detector { get; init; }

    /// <summary>The box of the one face of every image.</summary>
    public FaceBox? Box { get; init; }

    /// <summary>The boxes of each image.</summary>
    public BoxList? Boxes { get; init; }

    /// <summary>Whether every image is one face already.</summary>
    public bool IsCropped { get; init; }

    /// <summary>Says it in a request.</summary>
    /// <param name="request">The request without it.</param>
    /// <param name="path">Full path of the image.</param>
    public AnalysisRequest Complete(AnalysisRequest request, string path) => this switch
    {
        { IsCropped: true } => request with { IsCropped = true },
        { Box: { } box } => request with { Boxes = [box] },
        { Boxes: { } boxes } => request with { Boxes = boxes.Of(path) },
        _ => request,
    };
}
