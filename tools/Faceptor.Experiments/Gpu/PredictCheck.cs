using Faceptor.Imaging;
using Faceptor.Inference;
using Faceptor.Models;
using TorchSharp;

namespace Faceptor.Experiments.Gpu;

/// <summary>How long answers about a face take, from an image in memory to named results, with random weights.</summary>
internal static class PredictCheck
{
    private const int NumFaces = 8;
    private const int NumTimes = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    public static IEnumerable<CheckRow> Run(GpuCheckOptions options)
    {
        var network = StepWork.RecipeFor(options).Model!;
        var image = Noise(1280, 720);
        using (var analyzer = Analyzer(options, network))
        {
            yield return Row(
                $"one face, {network.Tasks.Count} tasks", () => analyzer.Analyze(image, [Box(0)]), "720p image, box given");
        }

        using (var analyzer = Analyzer(options, network with { Tasks = [FaceTasks.AgeMorph2] }))
        {
            yield return Row("one face, age alone", () => analyzer.Analyze(image, [Box(0)]), "720p image, box given");
            yield return Row(
                $"{NumFaces} faces one after another, age alone",
                () =>
                {
                    for (var face = 0; face < NumFaces; face++)
                    {
                        analyzer.Analyze(image, [Box(face)]);
                    }
                },
                "as above");
            FaceBox[] boxes = [.. Enumerable.Range(0, NumFaces).Select(Box)];
            yield return Row($"{NumFaces} faces in one call, age alone", () => analyzer.Analyze(image, boxes), "as above");
        }

        foreach (var row in OfEngine(options, network, image))
        {
            yield return row;
        }
    }

    // The network alone, on inputs that are there.
    private static IEnumerable<CheckRow> OfEngine(GpuCheckOptions options, FaceptorOptions network, RgbImage image)
    {
        using var engine = Engine(options, network);
        using var analyzer = new FaceAnalyzer(engine);
        ModelInput[] one = [.. analyzer.Prepare(new AnalysisRequest(image) { Boxes = [Box(0)] })];
        yield return Row(
            $"engine alone, one face, {network.Tasks.Count} tasks",
            () => engine.Run(one),
            $"{one.Length} inputs, each with its own copy of its crop");
        ModelInput[] many = [.. Enumerable.Range(0, NumFaces).SelectMany(
            face => analyzer.Prepare(new AnalysisRequest(image) { Boxes = [Box(face)] }))];
        yield return Row(
            $"engine alone, {NumFaces} faces at once, {network.Tasks.Count} tasks",
            () => engine.Run(many),
            $"{many.Length} inputs in one call");
    }

    private static CheckRow Row(string what, Action action, string how)
    {
        action();
        action();
        var times = Timings.Take(NumTimes, Limit, action);
        return new CheckRow(
            $"prediction, {what}",
            Figures.Milliseconds(times.Median),
            Figures.Format($"median of {times.Seconds.Length} ({Figures.Milliseconds(times.Min)} to ")
            + Figures.Format($"{Figures.Milliseconds(times.Max)}), float32, random weights; {how}"));
    }

    private static TorchEngine Engine(GpuCheckOptions options, FaceptorOptions network)
    {
        var model = FaceptorModelFactory.CreateFaceptor(network, seed: 1);
        model.to(options.Device);
        return new TorchEngine(model, ownsModel: true);
    }

    private static FaceAnalyzer Analyzer(GpuCheckOptions options, FaceptorOptions network) =>
        new(Engine(options, network), ownsEngine: true);

    private static FaceBox Box(int face) => new(200, 100 + (120 * face), 440, 300 + (120 * face));

    private static RgbImage Noise(int width, int height)
    {
        var image = new RgbImage(width, height);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }
}
