using System.Collections.Immutable;
using System.CommandLine;
using Faceptor.Cli.Predicting;
using Faceptor.Imaging;

namespace Faceptor.Cli.Commands;

/// <summary>What the command line of <c>predict</c> says.</summary>
internal sealed class PredictOptions
{
    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Images (JPEG, PNG, WebP, BMP, GIF), videos (read by ffmpeg where it is installed), folders of images, "
            + "patterns such as 'photos/**/*.jpg', and lists of all these as @list.txt, one a line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<FileInfo?> _list = new("--list")
    {
        Description = "List of inputs, one a line; the same as @FILE, and it may be a pipe.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _recursive = new("--recursive")
    {
        Description = "Look for images in the folders of folders too; results keep these folders below --out.",
    };

    private readonly Option<bool> _ignoreExif = new("--ignore-exif")
    {
        Description = "Leave images as their pixels are stored; without it they are turned as EXIF says.",
    };

    private readonly Option<ImmutableArray<string>> _tasks = TaskChoice.Option();
    private readonly Option<DirectoryInfo> _output = new("--out")
    {
        Description = "Folder for the results.",
        HelpName = "DIR",
        DefaultValueFactory = _ => new DirectoryInfo("predictions"),
    };

    private readonly Option<ResultFormat> _format = new("--format")
    {
        Description = "json: a file an image, IMAGE.json with everything in numbers and IMAGE.png with everything drawn. jsonl: "
            + "one file results.jsonl, a line an image. csv: one file results.csv, a row a face.",
        HelpName = "json|jsonl|csv",
        DefaultValueFactory = _ => ResultFormat.Json,
    };

    private readonly Option<bool> _noDrawings = new("--no-drawings") { Description = "Leave the drawings out." };
    private readonly Option<bool> _maps = new("--maps")
    {
        Description = "Also write the label map of each parsing task and face, as large as the image: IMAGE.TASK.FACE.map.png, "
            + "grey values are classes.",
    };

    private readonly Option<int> _jobs = new("--jobs")
    {
        Description = "How many images are analysed side by side; the next ones are read meanwhile in any case.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<double?> _fps = new("--fps")
    {
        Description = "Pictures of a video a second; 1 when left out. They are called VIDEO#t=SECONDS.",
        HelpName = "R",
    };

    private readonly Option<int?> _every = new("--every")
    {
        Description = "Every N-th picture of a video instead; 1 for all.",
        HelpName = "N",
    };

    private readonly Option<Shard?> _shard = Shard.Option();
    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on with a run that was stopped: images with results of the same weights and tasks are passed over.",
    };

    private readonly Option<bool> _overwrite = OutputFile.Overwrite(
        "Replace former results of the same images; other files of their names are refused all the same.");

    /// <summary>Where the faces are.</summary>
    public FaceOptions Faces { get; } = new(hasBoxes: true);

    /// <summary>Which network answers.</summary>
    public EngineOptions Engine { get; } = new();

    /// <summary>Adds all of them to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Add(_inputs);
        Option[] options =
        [
            .. Engine.All, .. Faces.All, _tasks, _list, _recursive, _ignoreExif, _output, _format, _noDrawings, _maps,
            _jobs, _fps, _every, _shard, _resume, _overwrite,
        ];
        Array.ForEach(options, command.Add);
    }

    /// <summary>Which tasks are asked, by any name.</summary>
    public ImmutableArray<string> Tasks(ParseResult parsed) => parsed.GetValue(_tasks);

    /// <summary>Whether images are turned as EXIF says.</summary>
    public ImageOrientation Orientation(ParseResult parsed) =>
        parsed.GetValue(_ignoreExif) ? ImageOrientation.AsStored : ImageOrientation.Upright;

    /// <summary>Images that are analysed side by side.</summary>
    /// <exception cref="OptionsException">There is none.</exception>
    public int NumJobs(ParseResult parsed) => parsed.GetValue(_jobs) is >= 1 and var count
        ? count
        : throw new OptionsException("--jobs", $"expected at least 1, got {parsed.GetValue(_jobs)}.");

    /// <summary>How many pictures of videos.</summary>
    /// <exception cref="OptionsException">It cannot be.</exception>
    public VideoRate Rate(ParseResult parsed)
    {
        var rate = new VideoRate(parsed.GetValue(_fps), parsed.GetValue(_every));
        rate.Validate();
        return rate;
    }

    /// <summary>Which results are written.</summary>
    public ResultOptions Results(ParseResult parsed) => new()
    {
        Folder = parsed.GetRequiredValue(_output).FullName,
        Format = parsed.GetValue(_format),
        Draws = !parsed.GetValue(_noDrawings),
        WritesMaps = parsed.GetValue(_maps),
        Resumes = parsed.GetValue(_resume),
        Overwrites = parsed.GetValue(_overwrite),
        Shard = parsed.GetValue(_shard),
    };

    /// <summary>All inputs; those of --boxes where no others are named.</summary>
    /// <exception cref="FaceptorException">There are none, or a list or folder cannot be read.</exception>
    public ImmutableArray<PredictInput> Inputs(ParseResult parsed, FaceChoice faces, string output)
    {
        var list = new InputList(parsed.GetValue(_recursive), output);
        var named = parsed.GetValue(_inputs) ?? [];
        Array.ForEach(named, list.Add);
        if (parsed.GetValue(_list) is { } file)
        {
            list.AddList(file.FullName);
        }
        else if (named.Length == 0 && faces.Boxes is { } boxes)
        {
            foreach (var path in boxes.Paths)
            {
                list.Add(path);
            }
        }

        return list.Finish();
    }
}
