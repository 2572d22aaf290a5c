using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;
using Faceptor.Imaging.Natives;

namespace Faceptor.Benchmarks.Data;

/// <summary>
/// JPEG files of a photograph in memory, at natural size, so that what is measured is decoding and preparing and not
/// the disk.
/// </summary>
internal sealed class EncodedDataset : IFaceDataset
{
    private const int JpegQuality = 90;
    private const int NumFiles = 16;

    private readonly byte[][] _files;
    private readonly FaceLabel _label;

    public EncodedDataset(PipelineFamily family)
    {
        var (task, width, height, label) = family switch
        {
            PipelineFamily.Identity => (FaceTasks.IdentityMs1mV3, 112, 112, new IdentityLabel(1)),
            PipelineFamily.Attributes => (
                FaceTasks.AttributesCelebA,
                178,
                218,
                new AttributesLabel([.. Enumerable.Repeat((sbyte)1, FaceTasks.AttributesCelebA.NumLabels)])),
            PipelineFamily.Landmarks => (FaceTasks.Landmarks300W, 1024, 1024, Face()),
            _ => (
                FaceTasks.ParsingCelebAMaskHq, 1024, 1024, (FaceLabel)new ParsingLabel(Bands(512))),
        };
        Task = task;
        _label = label;
        var photograph = ImageCodec.Read(Path.Combine(Repository.Root, "samples", "pictures", "astronaut.png"));
        _files =
        [
            .. Enumerable.Range(0, NumFiles).Select(i => ImageCodec.EncodeJpeg(
                Resize.BicubicAntialiased(Shift(photograph, 7 * i), width, height), JpegQuality)),
        ];
    }

    public FaceTask Task { get; }

    public string Split => "train";

    public int Count => 4096;

    public string GetName(int index) => $"photograph {index % NumFiles}";

    public FaceLabel ReadLabel(int index) => _label;

    // CelebAMask-HQ's images come out at the size of their masks, as its reader has it.
    public FaceSample Read(int index)
    {
        var image = Decode(index);
        return new FaceSample(
            GetName(index), _label is ParsingLabel ? Resize.Bilinear(image, 512, 512) : image, _label);
    }

    /// <summary>Whether libturbojpeg decodes where it is found.</summary>
    public bool UsesTurbo { get; init; } = true;

    public RgbImage Decode(int index) => ImageCodec.Decode(
        _files[index % NumFiles],
        GetName(index),
        ImageOrientation.Upright,
        UsesTurbo ? TurboJpegRuntime.Current : null);

    private static LandmarkLabel Face() => new(
        [.. Enumerable.Range(0, 68).Select(i => new Vector2(512 + (200 * MathF.Cos(i)), 512 + (200 * MathF.Sin(i))))],
        new FaceBox(312, 312, 712, 712));

    private static LabelMap Bands(int side)
    {
        var map = new LabelMap(side, side, new byte[side * side]);
        for (var i = 0; i < map.Classes.Length; i++)
        {
            map.Classes[i] = (byte)(i / side * 19 / side);
        }

        return map;
    }

    private static RgbImage Shift(RgbImage image, int columns)
    {
        var shifted = new RgbImage(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            row[(3 * columns)..].CopyTo(shifted.Row(y));
            row[..(3 * columns)].CopyTo(shifted.Row(y)[^(3 * columns)..]);
        }

        return shifted;
    }
}
