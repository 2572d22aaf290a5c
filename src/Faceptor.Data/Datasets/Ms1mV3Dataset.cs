using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Formats;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// MS1MV3: aligned faces of 93,431 persons in one record file, <c>train.rec</c> with <c>train.idx</c> and
/// <c>property</c>.
/// </summary>
/// <remarks>Opening reads the index and one record.</remarks>
public sealed class Ms1mV3Dataset : IFaceDataset, IDisposable
{
    private readonly RecordIoReader _records;

    // Whether the pictures are records 1, 2, …, as record 0 says, or every line of the index.
    private readonly bool _hasIdentityRecords;

    /// <summary>Opens the record file.</summary>
    /// <param name="root">The folder <c>MS1MV3</c>.</param>
    /// <param name="split"><c>train</c>.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or a file is missing or broken, or the split is unknown.
    /// </exception>
    public Ms1mV3Dataset(string root, string split, DatasetLayout? layout = null)
    {
        var form = DatasetForm.Choose(Forms, root, Task.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
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

    internal static ImmutableArray<DatasetForm> Forms { get; } =
        [new(DatasetLayout.Prepared, ["train.rec"], ["train"])];

    /// <summary>Number of persons; identities run from 0 to one less.</summary>
    public int NumIdentities { get; }

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.IdentityMs1mV3;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public string GetName(int index) => $"record {GetKey(index)}";

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => ToLabel(_records.ReadImage(GetKey(index)), index);

    /// <inheritdoc/>
    public FaceSample Read(int index)
    {
        var record = _records.ReadImage(GetKey(index));
        return new FaceSample(
            GetName(index),
            ImageCodec.Decode(record.Image.Span, $"{_records.RecordPath}, {GetName(index)}"),
            ToLabel(record, index));
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    internal ReadOnlyMemory<byte> ReadEncoded(int index) => _records.ReadImage(GetKey(index)).Image;

    internal long GetKey(int index)
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
