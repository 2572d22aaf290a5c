using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Faceptor.Cli.Display;
using Faceptor.Cli.Predicting;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor identify</c>: who of a gallery a face is most like.</summary>
internal static class IdentifyCommand
{
    private const string Consent =
        "identify people only where they agreed to it: faces are biometric data, which laws of many countries protect";

    public static Command Create(CliContext context)
    {
        var gallery = new Argument<DirectoryInfo>("GALLERY")
        {
            Description = "Folder of known people: a folder with images for each, or an image each; its name is the person's.",
        };
        var picture = new Argument<FileInfo>("PICTURE") { Description = "Image of the faces to look for." };
        var top = new Option<int>("--top")
        {
            Description = "How many people are listed for each face.",
            HelpName = "N",
            DefaultValueFactory = _ => 5,
        };
        var engine = new EngineOptions();
        var faces = new FaceOptions(hasBoxes: false);
        var command = new ExampleCommand(
            "identify",
            "Rank the people of a gallery by how alike they are to the faces of an image. A threshold is only applied where the "
                + "weights carry operating points that were measured.",
            "faceptor identify people photo.jpg --weights run/weights.safetensors --detector yunet",
            "faceptor identify people face.jpg --weights run/weights.safetensors --cropped --top 1")
        {
            gallery,
            picture,
            top,
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
            parsed.GetRequiredValue(gallery).FullName,
            parsed.GetRequiredValue(picture).FullName,
            parsed.GetValue(top)));
        return command;
    }

    private static int Run(
        CliContext context,
        ParseResult parsed,
        EngineOptions engine,
        FaceOptions faces,
        string gallery,
        string picture,
        int top)
    {
        if (top < 1)
        {
            throw new OptionsException("--top", $"expected at least 1, got {top}.");
        }

        var choice = faces.Read(parsed);
        var images = GalleryImages(gallery);
        using var opened = engine.Open(context, parsed, choice);
        var weights = engine.WeightsPath(parsed);
        var reader = new IdentityReader(opened, choice, weights);
        var known = Enroll(context, reader, gallery, images);
        var points = reader.OperatingPoints.ToList();
        foreach (var (index, face) in reader.Read(picture, context.Cancellation).Index())
        {
            context.Out.WriteLine($"face {index + 1} of {Path.GetFileName(picture)}:");
            foreach (var (place, person) in Rank(known, face).Take(top).Index())
            {
                context.Out.WriteLine($"  {place + 1}. {Describe(person, points)}");
            }
        }

        context.Out.WriteLine(points.Count == 0 ? CompareCommand.NothingMeasured : Chance(points, known));
        context.Out.WriteLine($"{Path.GetFileName(weights)}: {opened.Analyzer.Weights.LearnedFrom.Summary}");
        context.Out.WriteLine(Consent);
        return FaceptorApp.Success;
    }

    private static ImmutableArray<(string Person, string Path)> GalleryImages(string gallery)
    {
        if (!Directory.Exists(gallery))
        {
            throw new DatasetException(gallery, "expected a folder of known people, there is none; check the path.");
        }

        (string Person, string Path)[] images =
        [
            .. Directory.EnumerateFiles(gallery, "*", SearchOption.AllDirectories).Where(PredictInput.IsImage)
                .Order(StringComparer.Ordinal)
                .Select(path => (PersonOf(Path.GetRelativePath(gallery, path)), path)),
        ];
        return images.Length > 0
            ? [.. images]
            : throw new DatasetException(
                gallery, "expected images of known people, there are none; put a folder a person into it.");

        static string PersonOf(string path) => path.IndexOf(Path.DirectorySeparatorChar) is > 0 and var end
            ? path[..end]
            : Path.GetFileNameWithoutExtension(path);
    }

    private static List<Enrolled> Enroll(
        CliContext context, IdentityReader reader, string gallery, ImmutableArray<(string Person, string Path)> images)
    {
        var known = new List<Enrolled>();
        WorkDisplay.Run(context, "reading the gallery", report =>
        {
            foreach (var (index, (person, path)) in images.Index())
            {
                report(index, images.Length);
                try
                {
                    known.Add(new Enrolled(
                        person, Path.GetRelativePath(gallery, path), reader.Read(path, context.Cancellation)[0]));
                }
                catch (DatasetException error)
                {
                    context.Error.WriteLine(MessageText.Fit($"left out: {error.Message}"));
                }
            }

            report(images.Length, images.Length);
            return true;
        });
        return known.Count > 0
            ? known
            : throw new DatasetException(
                gallery, "no image of the gallery could be used, see above; give images with a face each.");
    }

    // A person is as like as the likest of their images.
    private static IEnumerable<Match> Rank(IEnumerable<Enrolled> known, IdentityPrediction face) => known
        .Select(entry => new Match(entry, entry.Vector.SimilarityTo(face)))
        .GroupBy(match => match.Entry.Person)
        .Select(group => group.MaxBy(match => match.Similarity)!)
        .OrderByDescending(match => match.Similarity)
        .ThenBy(match => match.Entry.Person, StringComparer.Ordinal);

    private static string Describe(Match match, List<OperatingPoints> points)
    {
        var above = points.SelectMany(set => set.Points.Where(point => match.Similarity > point.Threshold)
                .TakeLast(1)
                .Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.MaxFalseMatchRate:0.######} ({set.Set})")))
            .ToList();
        var judged = points.Count == 0 ? string.Empty
            : above.Count == 0 ? "; below every threshold that was measured"
            : $"; above the threshold of false match rate {string.Join(", ", above)}";
        return string.Create(
            CultureInfo.InvariantCulture, $"{match.Entry.Person} {match.Similarity:F4} ({match.Entry.File}){judged}");
    }

    private static string Chance(List<OperatingPoints> points, List<Enrolled> known)
    {
        var rate = points.SelectMany(set => set.Points).Min(point => point.MaxFalseMatchRate);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"rates are of one comparison: a stranger is compared {known.Count} times here, and is above the threshold of "
            + $"{rate:0.######} for somebody in about {1 - Math.Pow(1 - rate, known.Count):0.####} of searches");
    }

    private sealed record Enrolled(string Person, string File, IdentityPrediction Vector);

    private sealed record Match(Enrolled Entry, double Similarity);
}
