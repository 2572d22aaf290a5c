using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Serialization;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor predict</c>: looks at images.</summary>
internal static class PredictCommand
{
    public static Command Create(CliContext context)
    {
        var images = new Argument<FileInfo[]>("IMAGE")
        {
            Description = "Image with one face (JPEG, PNG, WebP, BMP, GIF).",
            Arity = ArgumentArity.OneOrMore,
        };
        var weights = CommonOptions.Weights();
        var box = CommonOptions.Box();
        var ignoreExif = new Option<bool>("--ignore-exif")
        {
            Description = "Leave images as their pixels are stored; without it they are turned as EXIF says.",
        };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Folder for the results: IMAGE.json with everything in numbers, IMAGE.png "
                + "with everything drawn.",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo("predictions"),
        };
        var overwrite = OutputFile.Overwrite(
            "Replace former results of the same images; other files of their names are refused all the same.");
        var command = new ExampleCommand(
            "predict",
            "Predict landmarks, face parts, age, expression, attributes and identity of the face in each image.",
            "faceptor predict photo.jpg --weights quickstart/run/weights.safetensors",
            "faceptor predict group.jpg --weights run/weights.safetensors --box 320,80,150,150 --out results")
        {
            images,
            weights,
            box,
            ignoreExif,
            output,
            overwrite,
        };
        command.SetAction(parsed => Run(
            context,
            [.. parsed.GetRequiredValue(images).Select(image => image.FullName)],
            parsed.GetRequiredValue(weights).FullName,
            parsed.GetValue(box),
            parsed.GetValue(ignoreExif) ? ImageOrientation.AsStored : ImageOrientation.Upright,
            parsed.GetRequiredValue(output).FullName,
            parsed.GetValue(overwrite)));
        return command;
    }

    private static int Run(
        CliContext context,
        string[] images,
        string weights,
        FaceBox? box,
        ImageOrientation orientation,
        string output,
        bool overwrites)
    {
        RequireDistinctNames(images, output);
        ExistingOutputs.RequireOwn(images, output);
        OutputFile.RequireFree("--out", overwrites, ExistingOutputs.Files(images, output));
        OutputFolder.RequireWritable(output);
        using var analyzer = new FaceAnalyzer(
            TorchEngine.Load(weights, new WeightLoadOptions { Logger = context.Logger }),
            ownsEngine: true,
            logger: context.Logger);
        ExistingOutputs.Remove(images, output);
        var lines = new List<string>();
        try
        {
            WorkDisplay.Run(context, "predicting", report =>
            {
                report(0, images.Length);
                foreach (var path in images)
                {
                    var image = ImageCodec.Read(path, orientation);
                    var analysis = box is { } given
                        ? analyzer.Analyze(image, [given], cancellationToken: context.Cancellation)
                        : new ImageAnalysis("", image.Width, image.Height)
                        {
                            Faces = [analyzer.AnalyzeCropped(image, cancellationToken: context.Cancellation)],
                        };
                    var name = Write(output, Path.GetFileNameWithoutExtension(path), image, analysis);
                    var caption = string.Join("; ", Overlay.CaptionLines(analysis.Faces[0]));
                    var seen = caption.Length == 0 ? string.Empty : $" {caption}";
                    lines.Add($"{Path.GetFileName(path)}:{seen} -> {name}.json, {name}.png");
                    report(lines.Count, images.Length);
                }

                return true;
            });
        }
        catch (OperationCanceledException)
        {
            throw new CancelledException(
                $"cancelled after {lines.Count} of {images.Length} images; results of those are in {output}");
        }
        finally
        {
            // After the live display, which would draw over them.
            lines.ForEach(context.Out.WriteLine);
        }

        // Last, where it is seen.
        context.Out.WriteLine($"{Path.GetFileName(weights)}: {analyzer.Weights.LearnedFrom.Summary}");
        return FaceptorApp.Success;
    }

    /// <summary>Writes the numbers and the drawing of one image.</summary>
    /// <returns>Path of both files without their endings.</returns>
    public static string Write(string folder, string name, RgbImage image, ImageAnalysis analysis)
    {
        var path = Path.Combine(folder, name);
        var drawing = ImageCodec.EncodePng(Overlay.Draw(image, analysis.Faces[0]));
        AtomicFile.WriteText($"{path}.json", ImageAnalysisJson.Write(analysis) + "\n");
        AtomicFile.Write($"{path}.png", stream => stream.Write(drawing));
        return path;
    }

    private static void RequireDistinctNames(string[] images, string output)
    {
        var twice = images
            .GroupBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            throw new OptionsException(
                "IMAGE",
                $"{string.Join(" and ", twice)} would both write {twice.Key}.json; predict them into two folders.");
        }

        var overwritten = images.FirstOrDefault(
            image => image == Path.Combine(output, $"{Path.GetFileNameWithoutExtension(image)}.png"));
        if (overwritten is not null)
        {
            throw new OptionsException(
                "--out", $"the drawing would replace the image {overwritten}; name another folder.");
        }
    }
}
