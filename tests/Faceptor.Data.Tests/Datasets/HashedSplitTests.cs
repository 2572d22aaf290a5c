using System.Globalization;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class HashedSplitTests
{
    [Theory]
    [InlineData("{0:000000}_1M{1}.JPG")]
    [InlineData("{1}_0_2_2017010317{0:0000000}.jpg.chip.jpg")]
    public void About_one_name_in_five_is_for_testing(string format)
    {
        const int numNames = 20_000;

        var numTest = Enumerable.Range(0, numNames).Count(i => HashedSplit.IsTest(
            string.Format(CultureInfo.InvariantCulture, format, i, 21 + (i % 40))));

        Assert.InRange(numTest / (double)numNames, 0.19, 0.21);
    }

    [Fact]
    public void The_split_never_changes()
    {
        var test = Enumerable.Range(0, 30).Where(i => HashedSplit.IsTest($"{i:000}.jpg"));

        Assert.Equal([3, 9, 14, 16, 28], test);
    }
}
