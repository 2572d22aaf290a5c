namespace Faceptor.Cli.Tests;

/// <summary>Dataset files that would fill the memory or the screen.</summary>
public sealed class DataBoundsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_list_without_line_ends_is_refused_at_once()
    {
        var lists = _folder.File("data/MORPH2/label/RANDOM_80_20");
        Directory.CreateDirectory(lists);
        foreach (var name in new[] { "train.txt", "test.txt" })
        {
            using var list = File.Create(Path.Combine(lists, name));
            list.SetLength(100_000_000);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = CliRunner.Run("data", "check", _folder.File("data"), "--dataset", "MORPH II");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
        Assert.Equal(FaceptorApp.Failed, result.Code);
        Assert.Contains(
            $"{Path.Combine(lists, "train.txt")}, line 1: expected lines of text, this one is longer than 1048576",
            result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_a_check_ends_within_what_a_person_reads()
    {
        var endless = new string('x', 100_000);
        var list = _folder.File("data/MORPH2/label/RANDOM_80_20/train.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(list)!);
        foreach (var text in new[]
        {
            $"{endless} 30\n", $"a.jpg {endless}\n", $"{endless}\n", $"../{endless} 30\n", "a\u001b[31m.jpg 30\n",
            "a\u001b[31m.jpg 30 \n\u001b[2J x\n", $"{new string('y', 4000)}\u001b.jpg 30\n",
        })
        {
            File.WriteAllText(list, text);

            var result = CliRunner.Run("data", "check", _folder.File("data"), "--dataset", "MORPH II");

            Assert.Equal(FaceptorApp.Failed, result.Code);
            Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 460));
            Assert.DoesNotContain('\u001b', result.Output);
            Assert.DoesNotContain(new string('x', 81), result.Output, StringComparison.Ordinal);
        }
    }
}
