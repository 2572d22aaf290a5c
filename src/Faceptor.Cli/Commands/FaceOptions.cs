using System.CommandLine;
using Faceptor.Cli.Predicting;

namespace Faceptor.Cli.Commands;

/// <summary>Options that say where the faces of images are; nothing is guessed.</summary>
/// <param name="hasBoxes">Whether boxes can be given; commands that take two images have none.</param>
internal sealed class FaceOptions(bool hasBoxes)
{
    private readonly Option<string?> _detector = DetectorOption.Create();
    private readonly Option<FaceBox?> _box = CommonOptions.Box();
    private readonly Option<FileInfo?> _boxes = new("--boxes")
    {
        Description = "The faces of many images: a CSV file with the columns path, left, top, right and bottom, in pixels "
            + "of the images (turned upright); several rows an image where it has several faces.",
        HelpName = "FILE.csv",
    };

    private readonly Option<bool> _cropped = new("--cropped")
    {
        Description = "Every image is one face already, as images of datasets are: its largest square in the middle.",
    };

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> All => hasBoxes ? [_detector, _box, _boxes, _cropped] : [_detector, _cropped];

    /// <summary>What the command line says.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="UsageException">Nothing, or more than one of the ways.</exception>
    public FaceChoice Read(ParseResult parsed)
    {
        string[] given = [.. All.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
        return given.Length switch
        {
            1 => new FaceChoice
            {
                Detector = parsed.GetValue(_detector),
                Box = hasBoxes ? parsed.GetValue(_box) : null,
                Boxes = hasBoxes && parsed.GetValue(_boxes) is { } file ? BoxList.Read(file.FullName) : null,
                IsCropped = parsed.GetValue(_cropped),
            },
            0 => throw new UsageException(
                "where the faces are is not guessed: give --detector NAME to find them, "
                + (hasBoxes ? "--box x,y,w,h or --boxes FILE.csv where you know it, " : string.Empty)
                + "or --cropped for images that are one face already."),
            _ => throw new UsageException($"{string.Join(" and ", given)} exclude each other; give one of them."),
        };
    }
}
