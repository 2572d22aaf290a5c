using Faceptor.Data.Formats;
using Faceptor.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Identities in one record file, <c>train.rec</c> with <c>train.idx</c> and <c>property</c>. Opening reads the index
/// and one record.
/// </summary>
/// <remarks>
/// <c>property</c> says how many identities there are, as in the released code. Record 0 says it too, but counts
/// identity records: a file whose images are shuffled has one for each run of an identity's images.
/// </remarks>
internal sealed class IdentityRecords : IIdentityDataset, IDisposable
{
    // Records store an identity as a 32-bit floating-point number, which counts no further.
    private const int MaxIdentities = 1 << 24;

    private readonly RecordIoReader _records;

    // Whether the images are records 1, 2, …, as record 0 says, or every line of the index.
    private readonly bool _hasIdentityRecords;

    public IdentityRecords(FaceTask task, string root, string split)
    {
        Task = task;
        Split = split;
        _records = new RecordIoReader(Path.Combine(root, "train.rec"), Path.Combine(root, "train.idx"));
        try
        {
            var first = _records.ReadImage(0);
            _hasIdentityRecords = first.IsVector;
            var property = Path.Combine(root, "property");
            if (_hasIdentityRecords)
            {
                (Count, var numRecords) = ParseHeader(first);
                NumIdentities = File.Exists(property) ? ReadNumIdentities(property) : numRecords;
                ListProblem = NumIdentities == numRecords
                    ? null
                    : $"{MessageText.Place(property)}: says {NumIdentities} identities, record 0 of train.rec has "
                        + $"{numRecords}; training takes the former, correct the file if that is wrong.";
            }
            else
            {
                (Count, NumIdentities) = (_records.Count, ReadNumIdentities(property));
            }
        }
        catch
        {
            _records.Dispose();
            throw;
        }
    }

    public int NumIdentities { get; }

    /// <summary>What is wrong when <c>property</c> and the records disagree; null when they do not.</summary>
    public string? ListProblem { get; }

    public FaceTask Task { get; }

    public string Split { get; }

    public int Count { get; }

    public string GetName(int index) => $"record {GetKey(index)}";

    public FaceLabel ReadLabel(int index) => ToLabel(_records.ReadImage(GetKey(index)), index);

    public FaceSample Read(int index)
    {
        var record = _records.ReadImage(GetKey(index));
        return new FaceSample(
            GetName(index),
            ImageCodec.Decode(record.Image.Span, $"{_records.RecordPath}, {GetName(index)}"),
            ToLabel(record, index));
    }

    public void Dispose() => _records.Dispose();

    public ReadOnlyMemory<byte> ReadEncoded(int index) => _records.ReadImage(GetKey(index)).Image;

    public long GetKey(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _hasIdentityRecords ? index + 1 : _records.GetKey(index);
    }

    private IdentityLabel ToLabel(ImageRecord record, int index)
    {
        var identity = record.Labels[0];
        return identity >= 0 && identity < NumIdentities
            ? new IdentityLabel((int)identity)
            : throw new DatasetException(
                _records.RecordPath,
                $"{GetName(index)}: expected an identity from 0 to {NumIdentities - 1}, {identity} is stored; "
                + "correct the number of identities in the file property.");
    }

    // Record 0 holds the number after the last image and the number after the last identity record.
    private (int Count, int NumIdentities) ParseHeader(ImageRecord header)
    {
        if (header.Labels is not
            [
                >= 2 and < int.MaxValue and var endOfImages,
                < int.MaxValue and var endOfIdentities,
                ..
            ]
            || endOfIdentities <= endOfImages)
        {
            throw new DatasetException(
                _records.RecordPath,
                $"record 0: expected the end of the images and the end of the identities, "
                + $"({string.Join(", ", header.Labels.Take(4))}) is stored; copy the file again.");
        }

        // Every image has a line in the index, and so has record 0.
        if (endOfImages > _records.Count)
        {
            throw new DatasetException(
                _records.RecordPath,
                $"record 0: expected at most {_records.Count - 1} images, as the index has lines, "
                + $"{(int)endOfImages - 1} are announced; .rec and .idx may not belong together, copy both again.");
        }

        return ((int)endOfImages - 1, (int)endOfIdentities - (int)endOfImages);
    }

    private static int ReadNumIdentities(string path)
    {
        foreach (var (line, text) in TextLines.Read(path))
        {
            var number = DatasetFolder.ParseInteger(text.Split(',')[0], "the number of identities", path, line);
            return number is > 0 and <= MaxIdentities
                ? number
                : throw new DatasetException(
                    path, $"expected 1 to {MaxIdentities} identities, got {number}; correct the file.", line);
        }

        throw new DatasetException(
            path, "expected a line '<identities>,<height>,<width>', the file is empty; copy it again.");
    }
}
