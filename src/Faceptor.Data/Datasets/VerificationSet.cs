using System.Collections.Immutable;
using Faceptor.Data.Formats;
using Faceptor.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Pairs of faces, each pair of one identity or of two: LFW, CFP-FP, AgeDB-30, CALFW, CPLFW as one <c>.bin</c> file each,
/// or LFW as it is distributed.
/// </summary>
/// <remarks>
/// The encoded images of a <c>.bin</c> file stay in memory (LFW: 70 MB). Safe to read from several threads at once.
/// </remarks>
internal sealed class VerificationSet
{
    /// <summary>Side of the images in pixels.</summary>
    public const int SidePx = 112;

    private const string FolderName = "verification";
    private const string LfwFolder = "LFW";

    /// <summary>Our choice: an image of one face is not ten times as long as it is wide.</summary>
    private const int MaxAspectRatio = 10;

    private readonly Func<int, RgbImage> _read;
    private readonly Func<int, string> _placeOf;
    private readonly bool[] _isSame;

    private VerificationSet(
        string name, Func<int, RgbImage> read, Func<int, string> placeOf, bool[] isSame)
    {
        Name = name;
        _read = read;
        _placeOf = placeOf;
        _isSame = isSame;
    }

    /// <summary>
    /// The name of the file without its ending, for example <c>cfp_fp</c>, or of the folder in lower-case letters;
    /// <c>lfw</c> for the distribution.
    /// </summary>
    public string Name { get; }

    /// <summary>Number of pairs P; pair i is images 2 i and 2 i + 1.</summary>
    public int NumPairs => _isSame.Length;

    /// <summary>Number of images, 2 P.</summary>
    public int NumImages => 2 * _isSame.Length;

    /// <summary>Opens a set.</summary>
    /// <param name="path">
    /// The <c>.bin</c> file, or a folder as LFW is distributed: with <c>pairs.txt</c> and
    /// <c>lfw/Person/Person_0001.jpg</c>, or with <c>pairs_label.txt</c>, whose lines name two images below the
    /// folder and 1 (one identity) or 0.
    /// </param>
    /// <exception cref="DatasetException">The file is missing or no verification set.</exception>
    /// <remarks>
    /// LFW's own images are not aligned; for scores that compare with published ones, put images of 112 x 112
    /// pixels, aligned by five points, in their place.
    /// </remarks>
    public static VerificationSet Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            var list = VerificationPairs.FindList(path)
                ?? throw new DatasetException(
                    path, "expected pairs.txt or pairs_label.txt in the folder, found neither; copy the list there.");
            var (listed, isSameIdentity) = VerificationPairs.Read(list);
            return new VerificationSet(
                NameOf(path),
                index => listed.Read(index, ImageOrientation.Upright),
                listed.PathOf,
                isSameIdentity);
        }

        var (images, isSame) = VerificationBin.Read(path);
        string PlaceOf(int index) => $"{MessageText.Place(path)}, image {index}";

        return new VerificationSet(
            NameOf(path),
            index => ImageCodec.Decode(images[index].Span, PlaceOf(index)),
            PlaceOf,
            isSame);
    }

    /// <summary>
    /// The verification sets that are there: every <c>.bin</c> file under <c>verification</c>, by name; then every
    /// folder there with a list of pairs, and the folder <c>LFW</c> as it is distributed, unless a set of that name
    /// is listed already.
    /// </summary>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <returns>Paths for <see cref="Open"/>; empty when there are none.</returns>
    /// <exception cref="DatasetException">The root folder does not exist.</exception>
    public static ImmutableArray<string> FindAll(string root)
    {
        DatasetFolder.RequireRoot(root);
        var folder = GetFolder(root);
        string[] there = Directory.Exists(folder)
            ?
            [
                .. FolderContent.Files(folder)
                    .Where(name => name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal)
                    .Concat(FolderContent.Folders(folder).Order(StringComparer.Ordinal))
                    .Select(name => Path.Combine(folder, name)),
            ]
            : [];
        return
        [
            .. there.Append(Path.Combine(root, LfwFolder))
                .Where(path => File.Exists(path) || VerificationPairs.FindList(path) is not null)
                .DistinctBy(NameOf),
        ];
    }

    /// <summary>The folder where verification sets are looked for.</summary>
    /// <param name="root">The folder that holds all datasets.</param>
    public static string GetFolder(string root) => Path.Combine(root, FolderName);

    /// <summary>The <see cref="Name"/> that a set has, without opening it.</summary>
    /// <param name="path">What <see cref="Open"/> takes.</param>
    public static string NameOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return !Directory.Exists(path) ? Path.GetFileNameWithoutExtension(path)
            : VerificationPairs.IsLfw(path) ? VerificationPairs.LfwName
            : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).ToLowerInvariant();
    }

    /// <summary>Whether both images of a pair show one identity.</summary>
    /// <param name="pair">From 0.</param>
    public bool IsSame(int pair) => _isSame[pair];

    /// <summary>Where an image is, for messages: its file, or the set's file and the image's number.</summary>
    /// <param name="index">From 0; images 2 i and 2 i + 1 are pair i.</param>
    public string PlaceOf(int index) => _placeOf(index);

    /// <summary>Decodes an image; the mirrored view is up to the caller.</summary>
    /// <param name="index">From 0; images 2 i and 2 i + 1 are pair i.</param>
    /// <returns>
    /// 112 pixels wide as stored; an image of another width is resized so that its shorter side is 112.
    /// </returns>
    /// <exception cref="DatasetException">The image is broken.</exception>
    /// <remarks>
    /// Our choice: the resize is bicubic with antialiasing; the packers' own library calls several filters by that
    /// number.
    /// </remarks>
    public RgbImage ReadImage(int index)
    {
        var image = _read(index);
        if (image.Width == SidePx)
        {
            return image;
        }

        var (shorter, longer) = (Math.Min(image.Width, image.Height), Math.Max(image.Width, image.Height));
        if (longer > MaxAspectRatio * shorter)
        {
            throw new DatasetException(
                Name,
                $"image {index}: expected a face of about {SidePx} x {SidePx} pixels, got {image.Width} x {image.Height}; "
                + "the file is damaged or another one, copy it again.");
        }

        return Resize.BicubicAntialiased(image, image.Width * SidePx / shorter, image.Height * SidePx / shorter);
    }
}
