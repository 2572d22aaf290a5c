using Faceptor.Imaging;

namespace Faceptor.Cli.Predicting;

/// <summary>Takes results as they come, from any thread.</summary>
internal interface IResultSink : IDisposable
{
    /// <summary>Whether an image's results are there already, of the same weights and tasks.</summary>
    /// <param name="name">The image's name in results.</param>
    /// <param name="outputName">Names of its results, without ending.</param>
    bool IsDone(string name, string outputName);

    /// <summary>Takes a result.</summary>
    /// <param name="index">Its place among all results that come, from 0.</param>
    /// <param name="outputName">Names of its results, without ending.</param>
    /// <param name="image">The image; null where it could not be read.</param>
    /// <param name="analysis">The result, or the failure.</param>
    void Take(int index, string outputName, RgbImage? image, ImageAnalysis analysis);

    /// <summary>Completes what is written, after the last result.</summary>
    void Finish();

    /// <summary>Where the results are, for people.</summary>
    string Place { get; }
}
