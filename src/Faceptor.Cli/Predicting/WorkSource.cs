using Faceptor.Imaging;

namespace Faceptor.Cli.Predicting;

/// <summary>An image to predict.</summary>
/// <param name="Index">Its place among all images of the run, from 0.</param>
/// <param name="Name">Its name in results.</param>
/// <param name="Path">Full path of its file.</param>
/// <param name="OutputName">Names of its results, without ending.</param>
/// <param name="Read">Reads it; throws where it cannot be read.</param>
internal sealed record WorkItem(int Index, string Name, string Path, string OutputName, Func<RgbImage> Read)
{
    /// <summary>The image once it is read, until its results are written.</summary>
    public RgbImage? Image { get; set; }
}

/// <summary>Hands out the images of inputs one after the other, pictures of videos among them, to any thread.</summary>
internal sealed class WorkSource : IDisposable
{
    private readonly Lock _turn = new();
    private readonly IEnumerator<WorkItem> _items;
    private readonly IReadOnlyList<PredictInput> _inputs;
    private readonly VideoTools _tools;
    private readonly VideoRate _rate;
    private readonly ImageOrientation _orientation;
    private readonly Func<string, string, bool> _isDone;
    private long _numPictures;
    private int _index;

    /// <summary>Begins before the first image.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="tools">Reads videos.</param>
    /// <param name="rate">How many pictures of a video.</param>
    /// <param name="orientation">Whether images are turned as EXIF says.</param>
    /// <param name="isDone">Whether results of a name and an output name are there and stay.</param>
    public WorkSource(
        IReadOnlyList<PredictInput> inputs,
        VideoTools tools,
        VideoRate rate,
        ImageOrientation orientation,
        Func<string, string, bool> isDone)
    {
        (_inputs, _tools, _rate, _orientation, _isDone) = (inputs, tools, rate, orientation, isDone);
        _numPictures = inputs.Count;
        _items = Items().GetEnumerator();
    }

    /// <summary>How many images there are: for videos an estimate.</summary>
    public long NumImages => Interlocked.Read(ref _numPictures);

    /// <summary>Images whose results were there.</summary>
    public int NumDone { get; private set; }

    /// <summary>The next image; null at the end.</summary>
    public WorkItem? Next()
    {
        lock (_turn)
        {
            return _items.MoveNext() ? _items.Current : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_turn)
        {
            _items.Dispose();
        }
    }

    private IEnumerable<WorkItem> Items() => _inputs.SelectMany(input => input.IsVideo ? Frames(input) : OfFile(input));

    private IEnumerable<WorkItem> OfFile(PredictInput input)
    {
        if (_isDone(input.Name, input.OutputName))
        {
            NumDone++;
            yield break;
        }

        yield return new WorkItem(
            _index++, input.Name, input.Path, input.OutputName, () => ImageCodec.Read(input.Path, _orientation));
    }

    // What goes wrong with a video is the failure of one image more, beside those that could be read.
    private IEnumerable<WorkItem> Frames(PredictInput input)
    {
        VideoFrames? frames = null;
        DatasetException? problem = null;
        var rate = 0.0;
        var count = 0;
        try
        {
            try
            {
                var info = _tools.Probe(input.Path);
                rate = _rate.Of(info);
                Interlocked.Add(ref _numPictures, Math.Max(1, (long)Math.Ceiling(info.Seconds * rate)) - 1);
                frames = new VideoFrames(_tools, input.Path, rate);
            }
            catch (DatasetException error)
            {
                problem = error;
            }

            while (problem is null && TryNext(frames!, out problem) is { } frame)
            {
                var time = VideoFrames.TimeText(frame.Seconds, rate);
                var (name, output) = ($"{input.Name}#t={time}", Path.Combine(VideoFolder(input), $"t={time}"));
                count++;
                if (_isDone(name, output))
                {
                    NumDone++;
                    continue;
                }

                yield return new WorkItem(_index++, name, input.Path, output, () => frame.Image);
            }

            if (problem is not null)
            {
                yield return new WorkItem(
                    _index++, input.Name, input.Path, input.OutputName, () => throw problem);
            }
        }
        finally
        {
            frames?.Dispose();
        }
    }

    /// <summary>Folder below the output folder for the results of a video's pictures.</summary>
    /// <param name="input">The video.</param>
    public static string VideoFolder(PredictInput input) =>
        input.OutputName.EndsWith(Path.GetExtension(input.Path), StringComparison.OrdinalIgnoreCase)
            ? input.OutputName
            : input.OutputName + Path.GetExtension(input.Path);

    private static (double Seconds, RgbImage Image)? TryNext(VideoFrames frames, out DatasetException? problem)
    {
        try
        {
            problem = null;
            return frames.Next();
        }
        catch (DatasetException error)
        {
            problem = error;
            return null;
        }
    }
}
