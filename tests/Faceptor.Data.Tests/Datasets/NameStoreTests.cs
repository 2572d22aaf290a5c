using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class NameStoreTests
{
    [Fact]
    public void Names_come_back_as_they_were_put_in()
    {
        var random = new Random(1);
        string[] names =
        [
            "a/b.jpg", string.Empty, "é/ünï 😀.png", new string('x', NameStore.MaxLength),
            .. Enumerable.Range(0, 3000).Select(i => $"{i}/{new string('ø', random.Next(0, 1200))}"),
        ];
        var store = new NameStore();
        foreach (var name in names)
        {
            store.Add(name, "list", null);
        }

        Assert.Equal(names, Enumerable.Range(0, store.Count).Select(index => store[index]));
    }

    [Fact]
    public void A_name_that_no_file_can_have_is_refused()
    {
        var error = Assert.Throws<DatasetException>(
            () => new NameStore().Add(new string('x', NameStore.MaxLength + 1), "list.txt", 7));

        Assert.Equal(("list.txt", 7), (error.Path, error.Line));
        Assert.Contains("has 4097 characters, 4096 are possible", error.Message, StringComparison.Ordinal);
    }
}
