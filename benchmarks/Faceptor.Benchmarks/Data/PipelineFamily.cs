namespace Faceptor.Benchmarks.Data;

/// <summary>The four ways of preparing a sample, at the sizes that the real datasets have.</summary>
public enum PipelineFamily
{
    /// <summary>112 x 112, mirrored.</summary>
    Identity,

    /// <summary>178 x 218 to 112 x 112, RandAugment, erasing.</summary>
    Attributes,

    /// <summary>1024 x 1024 to 512 x 512, geometry, occlusion, noise, grey, gamma, blur; 68 points.</summary>
    Landmarks,

    /// <summary>1024 x 1024 to 512 x 512, geometry, grey, gamma, blur; a map of 19 classes.</summary>
    Parsing,
}
