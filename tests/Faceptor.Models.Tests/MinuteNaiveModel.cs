namespace Faceptor.Models.Tests;

/// <summary>A Naive Faceptor that is small enough to make and run in milliseconds.</summary>
internal static class MinuteNaiveModel
{
    public static FaceptorOptions Options { get; } = MinuteModel.Options with
    {
        Tasks = [.. FaceTasks.Base, FaceTasks.LandmarksCofw],
        Architecture = ModelArchitecture.Naive,
        EncoderBlocks = 5,
        NaiveHeads = new NaiveHeadOptions
        {
            DenseDim = 6,
            DenseBlocks = [1, 2, 3, 5],
            AttributeDim = 16,
            AttributeBlocks = [2, 4],
        },
    };

    public static NaiveFaceptorModel Create() => FaceptorModelFactory.CreateNaive(Options, seed: 3);
}
