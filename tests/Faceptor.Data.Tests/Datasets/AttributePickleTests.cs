using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>Number types that numpy leaves in a <c>label.pkl</c>.</summary>
public sealed class AttributePickleTests
{
    // The file says that its labels are float64; its bytes are those of int64.
    private static readonly byte[] File = System.IO.File.ReadAllBytes(Path.Combine(
        RepositoryPaths.Root, "tests", "Fixtures", "cases", "label-pkl-float", "LFW-73", "label.pkl"));

    [Fact]
    public void Labels_in_float64_are_read_by_their_value()
    {
        using var root = Write(value => value);

        var labels = new Lfw73Dataset(root.Path, "train").Labels<AttributesLabel>();

        Assert.Equal([0, 1], labels.SelectMany(label => label.Values).Distinct().Select(value => (int)value).Order());
    }

    [Theory]
    [InlineData(0.5, "got 0.5")]
    [InlineData(double.NaN, "got NaN")]
    [InlineData(1e300, "got 1E+300")]
    public void Labels_that_are_none_are_refused_with_the_name_of_the_array(double yes, string problem)
    {
        using var root = Write(value => value == 1 ? yes : value);

        SampleChecks.AssertProblem(
            root.Combine("label.pkl"),
            null,
            $"attr: row 0: expected 1 (yes), 0 (no) or -1 (unknown), {problem}",
            () => _ = new Lfw73Dataset(root.Path, "train"));
    }

    [Fact]
    public void Minus_one_for_no_is_told_from_unknown()
    {
        using var unknown = Write(value => value, first: -1);
        using var no = Write(value => value == 0 ? -1 : value);

        Assert.Equal(-1, new Lfw73Dataset(unknown.Path, "train").Labels<AttributesLabel>()[0].Values[0]);
        SampleChecks.AssertProblem(
            no.Combine("label.pkl"),
            null,
            "1 and -1 are stored but no 0; if -1 means no, write 0 in its place",
            () => _ = new Lfw73Dataset(no.Path, "train"));
    }

    [Fact]
    public void Bytes_of_another_type_than_the_file_says_are_refused()
    {
        using var root = new TemporaryFolder();
        root.Write("label.pkl", File);

        SampleChecks.AssertProblem(
            root.Combine("label.pkl"),
            null,
            "attr: row 0: expected 1 (yes), 0 (no) or -1 (unknown), got 5E-324",
            () => _ = new Lfw73Dataset(root.Path, "train"));
    }

    // Numbers as true float64.
    private static TemporaryFolder Write(Func<double, double> change, double? first = null)
    {
        const int start = 557, length = 7008; // behind the opcode of the array's bytes
        var bytes = (byte[])File.Clone();
        for (var place = start; place < start + length; place += sizeof(long))
        {
            var value = change(BitConverter.ToInt64(bytes, place));
            BitConverter.TryWriteBytes(bytes.AsSpan(place), place == start && first is { } other ? other : value);
        }

        // The rows of both splits, which have the labels' type.
        foreach (var rows in new[] { 8652, 8737 })
        {
            for (var place = rows; place < rows + 48; place += sizeof(long))
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(place), (double)BitConverter.ToInt64(bytes, place));
            }
        }

        var root = new TemporaryFolder();
        root.Write("label.pkl", bytes);
        return root;
    }
}
