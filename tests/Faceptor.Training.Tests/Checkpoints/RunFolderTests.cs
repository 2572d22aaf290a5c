using Faceptor.Training.Checkpoints;

namespace Faceptor.Training.Tests.Checkpoints;

/// <summary>Markers and options as no version wrote them: nothing is removed for them, and every error is typed.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> OddMarkers =>
    [
        "", "null", "[]", "1", "\"text\"", "{", "{}", "{\"format\":1}", "{\"format\":null}", "{\"format\":\"1\"}",
        "{\"format\":1,\"libraryVersion\":\"1\"}",
        "{\"format\":1,\"libraryVersion\":null,\"entries\":null}",
        "{\"format\":1,\"libraryVersion\":\"1\",\"entries\":null}",
        "{\"format\":1,\"libraryVersion\":\"1\",\"entries\":[null,\"\",\"other.txt\"]}",
        "{\"format\":1,\"libraryVersion\":\"1\",\"entries\":[1,{}]}",
        "{\"format\":1,\"libraryVersion\":\"1\",\"entries\":{}}",
        "{\"format\":1,\"libraryVersion\":\"1\",\"entries\":[\"\\ud800\"]}",
        "{\"format\":1e999,\"libraryVersion\":\"1\"}",
        new string('[', 5000),
    ];

    public static TheoryData<string> OddOptions =>
    [
        "", "null", "[]", "1", "{", "{}", "{\"training\":null}", "{\"training\":[]}",
        "{\"training\":{\"tasks\":[null]}}",
        "{\"training\":{},\"training\":1}", "{\"model\":{\"tasks\":[{}]}}", new string('{', 5000),
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(OddMarkers))]
    public void An_odd_marker_vouches_for_nothing_and_is_written_anew(string marker)
    {
        File.WriteAllText(_folder.File(TrainingFiles.Marker), marker);
        File.WriteAllText(_folder.File(TrainingFiles.Weights), "mine");

        Assert.Throws<OptionsException>(() => RunFolder.RequireFree(_folder.Path, overwrites: true));
        RunFolder.RemoveResults(_folder.Path);
        Assert.True(File.Exists(_folder.File(TrainingFiles.Weights)));

        RunFolder.Claim(_folder.Path);
        RunFolder.RequireFree(_folder.Path, overwrites: true);
    }

    [Fact]
    public void A_marker_that_is_a_folder_is_named()
    {
        Directory.CreateDirectory(_folder.File(TrainingFiles.Marker));

        var error = Assert.Throws<CheckpointException>(() => RunFolder.RequireFree(_folder.Path, overwrites: true));

        Assert.Contains("got a folder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OddOptions))]
    public void Odd_options_vouch_for_nothing(string options)
    {
        File.WriteAllText(_folder.File(TrainingFiles.Options), options);

        Assert.Throws<CheckpointException>(() => RunRecordFile.Read(_folder.File(TrainingFiles.Options)));
        Assert.Throws<OptionsException>(() => RunFolder.RequireFree(_folder.Path, overwrites: true));
        Assert.Equal(options, File.ReadAllText(_folder.File(TrainingFiles.Options)));
    }
}
