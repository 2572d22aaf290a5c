using System.Globalization;
using System.Runtime.InteropServices;
using Faceptor.Imaging;
using PureHDF;
using PureHDF.Filters;
using PureHDF.VOL.Native;

namespace Faceptor.Data.Formats;

/// <summary>
/// A MATLAB file of version 7.3, which is an HDF5 file. Every call opens the file and closes it: nothing stays open
/// between calls, and calls from several threads do not meet.
/// </summary>
/// <remarks>
/// HDF5 lists MATLAB's dimensions in reverse. Cells are arrays of references into the group <c>#refs#</c>.
/// </remarks>
internal sealed class MatlabHdf5File
{
    private const string ReferenceGroup = "#refs#";

    // The largest table of the sets in question has 8 MB, their largest images have less.
    private const ulong MaxDataBytes = 64 << 20;

    // LFW-73's labels are 0.96 million, its cells have 13,143 items with 0.4 million characters together.
    private const int MaxNumbers = 8 << 20;
    private const int MaxCellItems = 1 << 20;
    private const int MaxChars = 16 << 20;

    // A chunk has an entry in the file's tree: its size, a mask, two offsets at least and an address.
    private const int MinBytesPerChunk = 32;

    private readonly string _path;

    static MatlabHdf5File() => H5Filter.Register(new Hdf5Inflate());

    /// <summary>Names a file; it is opened by the first call that reads.</summary>
    public MatlabHdf5File(string path)
    {
        _path = path;
    }

    /// <summary>A variable that is a table of numbers.</summary>
    /// <param name="name">The variable.</param>
    /// <exception cref="DatasetException">The file or the variable is missing, broken or something else.</exception>
    public MatlabMatrix ReadMatrix(string name) => Open((file, guard) =>
    {
        var stored = Variable(file, name);
        var dimensions = Dimensions(stored, name, guard);
        if (dimensions.Length != 2)
        {
            throw Problem(name, $"expected a table, {dimensions.Length} dimensions are stored");
        }

        if ((long)dimensions[0] * dimensions[1] > MaxNumbers)
        {
            throw Problem(
                name, $"expected at most {MaxNumbers} numbers, {dimensions[1]} x {dimensions[0]} are stored");
        }

        double[] values = (stored.Type.Class, stored.Type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 8) => stored.Read<double[]>(),
            (H5DataTypeClass.FloatingPoint, 4) => Array.ConvertAll(stored.Read<float[]>(), value => (double)value),
            (H5DataTypeClass.FixedPoint, 1) => Array.ConvertAll(stored.Read<byte[]>(), value => (double)value),
            (H5DataTypeClass.FixedPoint, 2) => Array.ConvertAll(stored.Read<ushort[]>(), value => (double)value),
            var (kind, size) => throw Problem(name, $"expected numbers, {kind} of {size} bytes is stored"),
        };
        return new MatlabMatrix(dimensions[1], dimensions[0], values);
    });

    /// <summary>A variable that is a cell: where the objects in it are.</summary>
    /// <param name="name">The variable.</param>
    /// <returns>Names for <see cref="ReadImage"/>, in the order of the cell.</returns>
    /// <exception cref="DatasetException">The file or the variable is missing, broken or something else.</exception>
    public string[] ReadCell(string name) => Open((file, guard) =>
        Array.ConvertAll(Cell(file, name, guard), item => $"{ReferenceGroup}/{item.Name}"));

    /// <summary>A variable that is a cell of texts.</summary>
    /// <param name="name">The variable.</param>
    /// <exception cref="DatasetException">The file or the variable is missing, broken or something else.</exception>
    public string[] ReadTexts(string name) => Open((file, guard) =>
    {
        var numChars = 0L;
        return Array.ConvertAll(Cell(file, name, guard), item =>
        {
            // References may repeat, so the texts of a small file may fill any memory.
            numChars += Dimensions(item, name, guard).Aggregate(1L, (product, size) => product * size);
            if (numChars > MaxChars)
            {
                throw Problem(name, $"expected texts of at most {MaxChars} characters together, more are stored");
            }

            return (item.Type.Class, item.Type.Size) == (H5DataTypeClass.FixedPoint, sizeof(char))
                ? string.Concat(Array.ConvertAll(item.Read<ushort[]>(), unit => (char)unit))
                : throw Problem(name, $"expected texts, {item.Type.Class} of {item.Type.Size} bytes is stored");
        });
    });

    /// <summary>An image of a cell; grey ones get three equal channels.</summary>
    /// <param name="name">A name from <see cref="ReadCell"/>.</param>
    /// <exception cref="DatasetException">The file is broken, or this is no image.</exception>
    public RgbImage ReadImage(string name) => Open((file, guard) =>
    {
        var stored = Variable(file, name);
        var dimensions = Dimensions(stored, name, guard);
        var isGray = dimensions is [_, _];
        if (!(isGray || dimensions is [3, _, _])
            || (stored.Type.Class, stored.Type.Size) != (H5DataTypeClass.FixedPoint, 1))
        {
            throw Problem(
                name,
                "expected an image of height x width (x 3) bytes, "
                + $"{string.Join(" x ", dimensions.Reverse().Take(8))} of {stored.Type.Class} is stored");
        }

        var (width, height) = (dimensions[^2], dimensions[^1]);
        return width > 0 && height > 0
            ? ToImage(stored.Read<byte[]>(), width, height, isGray ? 0 : width * height)
            : throw Problem(name, "expected an image, an empty array is stored");
    });

    // Stored column after column, one channel after the other.
    private static RgbImage ToImage(byte[] stored, int width, int height, int channelStride)
    {
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < width; x++)
            {
                var from = (x * height) + y;
                row[x * 3] = stored[from];
                row[(x * 3) + 1] = stored[from + channelStride];
                row[(x * 3) + 2] = stored[from + (2 * channelStride)];
            }
        }

        return image;
    }

    private T Open<T>(Func<NativeFile, Hdf5Guard, T> read)
    {
        try
        {
            using var guard = OpenGuard();
            using var file = H5File.Open(guard, leaveOpen: true);
            return read(file, guard);
        }
        catch (Exception e) when (e is not DatasetException)
        {
            // PureHDF throws whatever its code runs into: index, cast and end-of-stream exceptions among others.
            throw new DatasetException(
                _path,
                $"expected a MATLAB file of version 7.3 (HDF5), it does not read as one ({e.Message}); "
                + "copy the file again.",
                innerException: e);
        }
    }

    private Hdf5Guard OpenGuard()
    {
        try
        {
            return new Hdf5Guard(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                _path, $"the file cannot be read ({e.Message}); check the dataset's folder layout.", innerException: e);
        }
    }

    private IH5Dataset Variable(NativeFile file, string name) =>
        file.LinkExists(name) && file.Get(name) is IH5Dataset variable
            ? variable
            : throw Problem(name, "expected this variable, the file does not hold it");

    // Objects of a cell by their addresses. PureHDF looks a reference up by walking through the whole file, so that a
    // cell of thousands would take minutes; one walk and the guard's look at the addresses do for all.
    private IH5Dataset[] Cell(NativeFile file, string name, Hdf5Guard guard)
    {
        var stored = Variable(file, name);
        Dimensions(stored, name, guard);
        if ((stored.Type.Class, stored.Type.Size) != (H5DataTypeClass.Reference, sizeof(ulong)))
        {
            throw Problem(name, $"expected a cell, {stored.Type.Class} of {stored.Type.Size} bytes is stored");
        }

        if (stored.Space.Dimensions.Aggregate(1UL, (product, size) => product * size) > MaxCellItems)
        {
            throw Problem(name, $"expected a cell of at most {MaxCellItems} items, more are stored");
        }

        var references = MemoryMarshal.Cast<byte, ulong>(stored.Read<byte[]>()).ToArray();
        var objects = new Dictionary<ulong, IH5Dataset>();
        foreach (var child in file.Group(ReferenceGroup).Children())
        {
            if (child is IH5Dataset item)
            {
                objects[guard.LastObject] = item;
            }
        }

        return Array.ConvertAll(references, reference => objects.TryGetValue(reference, out var item)
            ? item
            : throw Problem(name, string.Create(
                CultureInfo.InvariantCulture, $"a cell refers to address {reference}, where nothing is")));
    }

    // Refuses what would take more memory than the file can justify, before anything is read.
    private int[] Dimensions(IH5Dataset stored, string name, Hdf5Guard guard)
    {
        var dimensions = stored.Space.Dimensions;
        var numBytes = Product(dimensions, (ulong)stored.Type.Size);
        var chunkBytes = 0UL;
        var numChunks = 0UL;
        if (stored.Layout.Class == H5DataLayoutClass.Chunked)
        {
            var chunk = stored.Layout.Chunks;
            chunkBytes = Product(chunk, (ulong)stored.Type.Size);
            numChunks = chunk.Length == dimensions.Length && !chunk.Contains(0UL)
                ? Product([.. dimensions.Zip(chunk, (size, part) => (size / part) + (size % part > 0 ? 1UL : 0))], 1)
                : ulong.MaxValue;
        }

        if (Math.Max(numBytes, chunkBytes) > MaxDataBytes || numChunks > (ulong)guard.Length / MinBytesPerChunk)
        {
            throw Problem(
                name,
                $"expected at most {MaxDataBytes} bytes in chunks that the file has room for, "
                + $"{string.Join(" x ", dimensions.Take(8))} of {stored.Type.Size} bytes are stored");
        }

        return Array.ConvertAll(dimensions, size => (int)size);
    }

    private static ulong Product(ulong[] sizes, ulong start)
    {
        var product = (UInt128)start;
        foreach (var size in sizes)
        {
            product = UInt128.Min(product * size, ulong.MaxValue);
        }

        return (ulong)product;
    }

    private DatasetException Problem(string name, string problem) =>
        new(_path, $"'{name}': {problem}; copy the file again.");
}
