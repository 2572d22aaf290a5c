using System.CommandLine;
using System.Globalization;
using Faceptor.Cli.Display;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor compare</c>: how alike two faces are.</summary>
internal static class CompareCommand
{
    public static Command Create(CliContext context)
    {
        var first = new Argument<FileInfo>("A") { Description = "Image of a face; of several the largest is taken." };
        var second = new Argument<FileInfo>("B") { Description = "Image of the other face." };
        var engine = new EngineOptions();
        var faces = new FaceOptions(hasBoxes: false);
        var command = new ExampleCommand(
            "compare",
            "Say how alike two faces are: the cosine of their identity vectors, and what operating points that were "
                + "measured with these weights make of it.",
            "faceptor compare one.jpg other.jpg --weights run/weights.safetensors --detector yunet",
            "faceptor compare one.jpg other.jpg --weights run/weights.safetensors --cropped")
        {
            first,
            second,
        };
        foreach (var option in engine.All.Concat(faces.All))
        {
            command.Add(option);
        }

        command.SetAction(parsed => Run(
            context,
            parsed,
            engine,
            faces,
            parsed.GetRequiredValue(first).FullName,
            parsed.GetRequiredValue(second).FullName));
        return command;
    }

    private static int Run(
        CliContext context, ParseResult parsed, EngineOptions engine, FaceOptions faces, string first, string second)
    {
        var choice = faces.Read(parsed);
        using var opened = engine.Open(context, parsed, choice);
        var weights = engine.WeightsPath(parsed);
        var reader = new IdentityReader(opened, choice, weights);
        var (a, b) = (Read(first), Read(second));
        var similarity = a.SimilarityTo(b);
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"similarity: {similarity:F4} (cosine of {reader.Task}: 1 for one image, around 0 for two people)"));
        var judged = reader.OperatingPoints.SelectMany(points => OperatingPointText.Judge(points, similarity)).ToList();
        judged.ForEach(context.Out.WriteLine);
        if (judged.Count == 0)
        {
            context.Out.WriteLine(NothingMeasured);
        }

        context.Out.WriteLine($"{Path.GetFileName(weights)}: {opened.Analyzer.Weights.LearnedFrom.Summary}");
        return FaceptorApp.Success;

        IdentityPrediction Read(string path)
        {
            var found = reader.Read(path, context.Cancellation);
            if (found.Count > 1)
            {
                context.Out.WriteLine($"{Path.GetFileName(path)}: {found.Count} faces; the largest is compared");
            }

            return found[0];
        }
    }

    /// <summary>What is said where the weights carry no operating points.</summary>
    public const string NothingMeasured =
        "whether that is one person is not said: no operating points were measured with these weights; "
        + "'faceptor evaluate' with --store-operating-points measures them on verification sets";
}
