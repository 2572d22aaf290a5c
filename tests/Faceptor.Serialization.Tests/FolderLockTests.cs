namespace Faceptor.Serialization.Tests;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Take_refuses_a_folder_that_is_taken_and_says_by_whom()
    {
        using var held = FolderLock.Take(_folder.Path);

        var error = Assert.Throws<FolderInUseException>(() => FolderLock.Take(_folder.Path));

        Assert.Equal($"process {Environment.ProcessId} on host {Environment.MachineName}", error.Owner);
        Assert.Contains($"{_folder.Path}: in use by {error.Owner}; wait", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_gives_the_folder_back_without_a_trace()
    {
        FolderLock.Take(_folder.Path).Dispose();

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        FolderLock.Take(_folder.Path).Dispose();
    }

    [Fact]
    public void What_a_dead_process_left_does_not_matter()
    {
        File.WriteAllText(_folder.File(FolderLock.FileName), "process 1 on host gone\n");

        using var held = FolderLock.Take(_folder.Path);

        var error = Assert.Throws<FolderInUseException>(() => FolderLock.Take(_folder.Path));
        Assert.StartsWith($"process {Environment.ProcessId} ", error.Owner, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_was_made_for_nothing_goes_again_and_one_with_content_stays()
    {
        FolderLock.Take(_folder.File("a/b")).Dispose();
        Assert.False(Directory.Exists(_folder.File("a")));

        using (FolderLock.Take(_folder.File("c/d")))
        {
            File.WriteAllText(_folder.File("c/mine"), "content");
        }

        Assert.Equal(["mine"], Directory.GetFileSystemEntries(_folder.File("c")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllText(_folder.File("file"), "content");

        var error = Assert.Throws<FaceptorException>(() => FolderLock.Take(_folder.File("file")));

        Assert.StartsWith($"{_folder.File("file")}: the folder cannot be locked", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_takers_have_it_one_at_a_time()
    {
        var (numInside, mostInside, numTaken) = (0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var time = 0; time < 200; time++)
            {
                try
                {
                    using var held = FolderLock.Take(_folder.Path);
                    var inside = Interlocked.Increment(ref numInside);
                    mostInside = Math.Max(Volatile.Read(ref mostInside), inside);
                    Interlocked.Increment(ref numTaken);
                    Interlocked.Decrement(ref numInside);
                }
                catch (FolderInUseException)
                {
                    // Another one has it.
                }
            }
        })));

        Assert.Equal(1, mostInside);
        Assert.True(numTaken > 0);
    }

    [Fact]
    public async Task A_folder_that_a_former_holder_removes_meanwhile_is_made_again()
    {
        var folder = _folder.File("a");
        for (var time = 0; time < 300; time++)
        {
            var isTaken = false;

            // Holders that end remove the folder they had made, here five of them at the worst moment.
            var ending = Task.Run(
                () =>
                {
                    for (var numRemoved = 0; numRemoved < 5 && !Volatile.Read(ref isTaken);)
                    {
                        try
                        {
                            Directory.Delete(folder);
                            numRemoved++;
                        }
                        catch (IOException)
                        {
                            // It is not there now, or the lock is in it.
                        }
                    }
                },
                TestContext.Current.CancellationToken);
            try
            {
                using var held = FolderLock.Take(folder);
                Assert.True(File.Exists(Path.Combine(folder, FolderLock.FileName)));
            }
            finally
            {
                Volatile.Write(ref isTaken, true);
                await ending;
            }
        }
    }
}
