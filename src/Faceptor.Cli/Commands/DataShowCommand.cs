using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Serialization;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor data show</c>: samples of a dataset on one image, with their labels.</summary>
internal static class DataShowCommand
{
    private const int NumAugmented = 4;

    private static FaceptorOptions Base => FaceptorPresets.Base;

    public static Command Create(CliContext context)
    {
        var folder = CommonOptions.DataFolder();
        var dataset = CommonOptions.Dataset(context);
        dataset.Required = true;
        var split = new Option<string?>("--split")
        {
            Description = "The split; the one that is trained on when left out.",
            HelpName = "NAME",
        };
        var augmented = new Option<bool>("--augmented")
        {
            Description = $"Show {NumAugmented} images that training would see beside each sample.",
        };
        var count = new Option<int>("--count")
        {
            Description = "Samples shown, spread evenly over the split.",
            HelpName = "N",
            DefaultValueFactory = _ => new ContactSheetOptions().NumSamples,
        };
        var side = new Option<int?>("--input-size")
        {
            Description = "Side of the network's input in pixels: "
                + $"{Base.DenseInputSidePx} for landmarks and parsing, {Base.AttributeInputSidePx} for the others when "
                + "left out.",
            HelpName = "PX",
        };
        var output = new Option<FileInfo>("--out")
        {
            Description = "The image to write, .png or .jpg.",
            HelpName = "FILE",
            Required = true,
        };
        var overwrite = OutputFile.Overwrite("Replace the image of --out.");
        var layout = CommonOptions.Layout();
        var seed = CommonOptions.Seed();
        var command = new ExampleCommand(
            "show",
            "Draw samples of a dataset with their labels on one image, so that you see whether they agree; "
            + "with --augmented also what training makes of them.",
            "faceptor data show datasets --dataset 300W --split train --augmented --out sheet.png")
        {
            folder,
            dataset,
            split,
            augmented,
            count,
            side,
            layout,
            seed,
            output,
            overwrite,
        };
        command.SetAction(parsed =>
        {
            var registry = context.Datasets.Registry(parsed);
            var task = parsed.GetRequiredValue(dataset)!;
            return Run(
                context,
                registry,
                parsed.GetRequiredValue(folder).FullName,
                task,
                parsed.GetValue(split) ?? registry.Get(task).TrainingSplit,
                parsed.GetValue(layout),
                parsed.GetValue(side) ?? (task.IsDense ? Base.DenseInputSidePx : Base.AttributeInputSidePx),
                new ContactSheetOptions
                {
                    NumSamples = parsed.GetValue(count),
                    NumAugmented = parsed.GetValue(augmented) ? NumAugmented : 0,
                    Seed = parsed.GetValue(seed),
                },
                parsed.GetRequiredValue(output).FullName,
                parsed.GetValue(overwrite));
        });
        return command;
    }

    private static int Run(
        CliContext context,
        DatasetRegistry registry,
        string root,
        FaceTask task,
        string split,
        DatasetLayout? layout,
        int sidePx,
        ContactSheetOptions options,
        string output,
        bool overwrites)
    {
        var encode = Path.GetExtension(output).ToLowerInvariant() switch
        {
            ".png" => (Func<RgbImage, byte[]>)ImageCodec.EncodePng,
            ".jpg" or ".jpeg" => image => ImageCodec.EncodeJpeg(image, 92),
            _ => throw new UsageException($"--out: expected a name that ends in .png or .jpg, got '{output}'."),
        };
        if (sidePx < 1)
        {
            throw new OptionsException("--input-size", $"expected at least 1 pixel, got {sidePx}.");
        }

        OutputFile.RequireFree("--out", overwrites, output);
        OutputFolder.RequireWritable(Path.GetDirectoryName(output)!);
        var dataset = registry.Open(task, root, split, layout);
        try
        {
            var sheet = WorkDisplay.Run(context, "drawing", report => ContactSheet.Draw(
                dataset,
                SampleTransforms.ForTraining(task, sidePx, Base.Normalization),
                options,
                report,
                context.Cancellation));
            AtomicFile.Write(output, stream => stream.Write(encode(sheet)));
        }
        finally
        {
            (dataset as IDisposable)?.Dispose();
        }

        context.Out.WriteLine(
            $"{Math.Min(options.NumSamples, dataset.Count)} of {dataset.Count} samples of {task.DatasetName} {split} "
            + $"are in {output}");
        return FaceptorApp.Success;
    }
}
