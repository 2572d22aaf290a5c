using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Formats;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Identities in one record file, <c>train.rec</c> with <c>train.idx</c> and <c>property</c>. Opening reads the index
/// and one record.
/// </summary>
internal sealed class IdentityRecords : IIdentityDataset
{
    private readonly RecordIoReader _records;

    // Whether the pictures are records 1, 2, …, as record 0 says, or every line of the index.
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
            (Count, NumIdentities) = _hasIdentityRecords
                ? ParseHeader(first)
                : (_records.Count, ReadNumIdentities(Path.Combine(root, "property")));
        }
        catch
        {
            _records.Dispose();
            throw;
        }
    }

    public int NumIdentities { get; }

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
                $"{GetName(index)}: expected an identity from 0 to {NumIdentities - 1}, {identity} is stored.");
    }

    // Record 0 holds the number after the last picture and the number after the last identity record.
    private (int Count, int NumIdentities) ParseHeader(ImageRecord header)
    {
        if (header.Labels is not
            [
                >= 2 and < int.MaxValue and var endOfPictures,
                < int.MaxValue and var endOfIdentities,
                ..
            ]
            || endOfIdentities <= endOfPictures)
        {
            throw new DatasetException(
                _records.RecordPath,
                $"record 0: expected the end of the pictures and the end of the identities, "
                + $"({string.Join(", ", header.Labels)}) is stored.");
        }

        return ((int)endOfPictures - 1, (int)endOfIdentities - (int)endOfPictures);
    }

    private static int ReadNumIdentities(string path)
    {
        foreach (var (line, text) in TextLines.Read(path))
        {
            return DatasetFolder.ParseInteger(text.Split(',')[0], "the number of identities", path, line);
        }

        throw new DatasetException(path, "expected a line '<identities>,<height>,<width>', the file is empty.");
    }
}
