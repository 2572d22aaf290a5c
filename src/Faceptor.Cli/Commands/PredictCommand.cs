using System.Collections.Immutable;
using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Cli.Predicting;
using Faceptor.Imaging;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor predict</c>: looks at images and videos.</summary>
internal static class PredictCommand
{
    private const int MaxFailureLines = 20;

    public static Command Create(CliContext context)
    {
        var options = new PredictOptions();
        var command = new ExampleCommand(
            "predict",
            "Predict landmarks, face parts, age, expression, attributes and identity of the faces in images and videos.",
            "faceptor predict photo.jpg --weights quickstart/run/weights.safetensors --cropped",
            "faceptor predict group.jpg --weights run/weights.safetensors --box 320,80,150,150 --out results",
            "faceptor predict photos --recursive --weights run/weights.safetensors --detector yunet --tasks age,expression "
                + "--format csv",
            "faceptor predict @list.txt --weights run/weights.safetensors --boxes faces.csv --shard 3/16 --resume",
            "faceptor predict clip.mp4 --fps 5 --weights run/weights.safetensors --detector yunet --format jsonl");
        options.AddTo(command);
        command.SetAction(parsed => Run(context, parsed, options));
        return command;
    }

    private static int Run(CliContext context, ParseResult parsed, PredictOptions options)
    {
        var rate = options.Rate(parsed);
        var numJobs = options.NumJobs(parsed);
        var faces = options.Faces.Read(parsed);
        var results = options.Results(parsed);
        var all = options.Inputs(parsed, faces, results.Folder);
        PredictInput[] inputs = [.. results.Shard is { } shard ? shard.Of(all) : all];
        Require(inputs, results);
        using var opened = options.Engine.Open(context, parsed, faces, numJobs);
        var tasks = TaskChoice.Find(options.Tasks(parsed), opened.Analyzer.Tasks);
        if (inputs.Length > 0)
        {
            Predict(context, opened, tasks, faces, inputs, results, rate, numJobs, options.Orientation(parsed));
        }
        else
        {
            context.Out.WriteLine("this part of the inputs is empty: there are fewer of them than parts");
        }

        // Last, where it is seen.
        context.Out.WriteLine(
            $"{Path.GetFileName(options.Engine.WeightsPath(parsed))}: {opened.Analyzer.Weights.LearnedFrom.Summary}");
        return FaceptorApp.Success;
    }

    private static void Predict(
        CliContext context,
        OpenedAnalyzer opened,
        ImmutableArray<FaceTask> tasks,
        FaceChoice faces,
        PredictInput[] inputs,
        ResultOptions results,
        VideoRate rate,
        int numJobs,
        ImageOrientation orientation)
    {
        var made = new ResultSource(opened.Analyzer.Weights.Sha256, tasks);
        using IResultSink sink = results.Format == ResultFormat.Json
            ? new ResultFiles(results, made)
            : new ResultLines(results, made);
        FormerFiles.Clear(inputs, results, sink);
        using var source = new WorkSource(inputs, new VideoTools(context.FindProgram), rate, orientation, sink.IsDone);
        var run = new PredictRun(opened.Analyzer, tasks, faces, sink);
        try
        {
            WorkDisplay.Run(context, "predicting", report =>
            {
                run.Run(source, numJobs, report, context.Cancellation);
                return true;
            });
        }
        catch (OperationCanceledException)
        {
            var remedy = results.Format == ResultFormat.Json ? string.Empty : ResultLines.PartEnding;
            throw new CancelledException(
                $"cancelled after {run.NumTaken} of {source.NumImages} images; results of those are in "
                + $"{sink.Place}{remedy}, go on with --resume");
        }
        finally
        {
            // After the live display, which would draw over them.
            foreach (var line in run.Lines)
            {
                context.Out.WriteLine(line);
            }
        }

        Report(context, run, source, sink);
    }

    private static void Report(CliContext context, PredictRun run, WorkSource source, IResultSink sink)
    {
        var failures = run.Failures;
        if (failures is [var only] && run.NumTaken == 1 && source.NumDone == 0)
        {
            throw only.Failure.Kind == nameof(OptionsException)
                ? new UsageException(only.Failure.Message)
                : new FaceptorException(only.Failure.Message);
        }

        var former = source.NumDone == 0 ? string.Empty : $", {source.NumDone} were there";
        var without = run.NumWithoutFace == 0 ? string.Empty : $", none in {run.NumWithoutFace}";
        var (images, faces) = (run.NumTaken - failures.Length, run.NumFaces);
        context.Out.WriteLine(
            $"{images} {(images == 1 ? "image" : "images")} predicted{former}; "
            + $"{faces} {(faces == 1 ? "face" : "faces")}{without}; results are in {sink.Place}");
        if (failures.IsEmpty)
        {
            return;
        }

        foreach (var (name, failure) in failures.Take(MaxFailureLines))
        {
            context.Error.WriteLine(MessageText.Fit($"failed: {name}: {failure.Message}"));
        }

        throw new FaceptorException(
            $"{failures.Length} of {run.NumTaken} images failed"
            + (failures.Length > MaxFailureLines ? $", the first {MaxFailureLines} above" : ", see above")
            + "; results of the others are written.");
    }

    private static void Require(PredictInput[] inputs, ResultOptions results)
    {
        FormerFiles.RequireFree(inputs, results);
        OutputFolder.RequireWritable(results.Folder);
    }
}
