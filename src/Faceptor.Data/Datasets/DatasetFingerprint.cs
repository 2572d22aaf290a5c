using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Faceptor.Data.Families;

namespace Faceptor.Data.Datasets;

/// <summary>
/// A short text that differs when a dataset does: other lists, names, labels, or images of other sizes. It does not
/// depend on where the dataset lies.
/// </summary>
/// <remarks>
/// Made to be quick, so it is no proof that datasets are equal. It covers the names and labels of all samples, the sizes
/// of at most 4,096 images that lie evenly over the list, and the label maps of 8. Of record files it covers the whole
/// index and the length of the records, which are not read.
/// </remarks>
internal static class DatasetFingerprint
{
    private const int NumSizes = 4096;
    private const int NumMaps = 8;
    private const int NumHexDigits = 16;

    /// <summary>The fingerprint of a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="folder">
    /// The dataset's folder, where <c>train.rec</c> and <c>train.idx</c> are looked for; null when it has none.
    /// </param>
    /// <returns>Sixteen hexadecimal digits.</returns>
    public static string Of(IFaceDataset dataset, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, dataset.Split);
        Add(hash, dataset.Count);
        if (FamilySamples.Of(dataset.Task.Family).HasRecords && FindRecords(folder) is { } records)
        {
            AddRecords(hash, records.Records, records.Index);
        }
        else
        {
            AddSamples(hash, dataset);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..NumHexDigits];
    }

    private static (string Records, string Index)? FindRecords(string? folder)
    {
        if (folder is null)
        {
            return null;
        }

        var (records, index) = (Path.Combine(folder, "train.rec"), Path.Combine(folder, "train.idx"));
        return File.Exists(records) && File.Exists(index) ? (records, index) : null;
    }

    private static void AddRecords(IncrementalHash hash, string records, string index)
    {
        Add(hash, PlainFile.LengthOf(records) ?? -1);
        try
        {
            using var stream = new FileStream(index, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20);
            hash.AppendData(SHA256.HashData(stream));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                index, $"the index cannot be read ({error.Message}); check its permissions.", innerException: error);
        }
    }

    private static void AddSamples(IncrementalHash hash, IFaceDataset dataset)
    {
        // Label maps are images of their own, several a sample for some datasets.
        var hasMaps = dataset.Task.Definition.LabelsAreImages;
        for (var index = 0; index < dataset.Count; index++)
        {
            Add(hash, dataset.GetName(index));
            if (!hasMaps)
            {
                AddLabel(hash, dataset, index);
            }
        }

        foreach (var index in Subset.SpreadIndices(dataset.Count, NumSizes))
        {
            Add(hash, dataset.FindImage(index) is { } path ? PlainFile.LengthOf(path) ?? -1 : -1);
        }

        foreach (var index in hasMaps ? Subset.SpreadIndices(dataset.Count, NumMaps) : [])
        {
            AddLabel(hash, dataset, index);
        }
    }

    private static void AddLabel(IncrementalHash hash, IFaceDataset dataset, int index)
    {
        FaceLabel label;
        try
        {
            label = dataset.ReadLabel(index);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            // A broken label is training's to report; that it is broken is part of what the dataset is.
            Add(hash, -1);
            return;
        }

        FamilySamples.Find(label)?.AddTo(hash, label);
    }

    private static void Add(IncrementalHash hash, string text)
    {
        Add(hash, text.Length);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Adds a number to a fingerprint.</summary>
    internal static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
