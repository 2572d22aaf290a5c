using System.Buffers;
using Faceptor.Detection.Onnx.Natives;
using Faceptor.Detection.Onnx.Networks;
using Faceptor.Detection.Onnx.Searching;
using Microsoft.ML.OnnxRuntime;

namespace Faceptor.Detection.Onnx;

/// <summary>A detector's network in ONNX Runtime.</summary>
/// <remarks>May be used by several threads at once; disposing waits for them.</remarks>
internal sealed class DetectorNetwork : IDisposable
{
    /// <summary>Our choice: known detectors have 0.2 to 17 MB.</summary>
    private const long MaxFileBytes = 256L << 20;

    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly NetworkSignature _signature;
    private readonly ReaderWriterLockSlim _use = new(LockRecursionPolicy.NoRecursion);
    private bool _isDisposed;

    private DetectorNetwork(
        string path, InferenceSession session, NetworkSignature signature, DetectorFamily family)
    {
        _path = path;
        _session = session;
        _signature = signature;
        Family = family;
    }

    /// <summary>What kind of detector it is.</summary>
    public DetectorFamily Family { get; }

    /// <summary>Loads a network.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="numThreads">Threads of a run.</param>
    /// <exception cref="CheckpointException">It cannot be read, or is no detector that is known.</exception>
    /// <exception cref="NativeLibraryException">ONNX Runtime is missing.</exception>
    public static DetectorNetwork Load(string path, int numThreads)
    {
        var bytes = ReadFile(path);
        OrtRuntime.Require();
        InferenceSession? session = null;
        try
        {
            using var options = Options(numThreads);
            session = new InferenceSession(bytes, options);
            var signature = NetworkSignature.Of(session);
            var family = DetectorFamily.Recognize(signature)
                ?? throw new CheckpointException(
                    path, $"expected YuNet of 2023 or later, SCRFD or BlazeFace, got {signature}; 'faceptor detector list' shows known files.");
            var network = new DetectorNetwork(path, session, signature, family);
            session = null;
            return network;
        }
        catch (Exception error) when (error is OnnxRuntimeException or ArgumentException or InvalidOperationException
            or NotSupportedException or KeyNotFoundException or OverflowException)
        {
            throw new CheckpointException(
                path,
                $"expected an ONNX file of a face detector, ONNX Runtime cannot take it ({MessageText.Quote(error.Message)}); "
                + "fetch it again.",
                error);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>Looks at a part of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="area">The part.</param>
    /// <param name="maxSidePx">Longest side of the input where the network takes any.</param>
    /// <param name="scoreThreshold">Faces below it are left out.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Candidates in pixels of the image, several a face.</returns>
    public List<Candidate> Run(
        ImageView image, SearchArea area, int maxSidePx, float scoreThreshold, CancellationToken cancellationToken)
    {
        var planes = new InputPlanes(Family.Input, area, maxSidePx);
        var numbers = ArrayPool<float>.Shared.Rent(planes.Length);
        _use.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(OnnxFaceDetector));
            planes.Fill(image, numbers.AsSpan(0, planes.Length));
            using var input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance,
                numbers.AsMemory(0, planes.Length),
                Family.Input.Shape(planes.WidthPx, planes.HeightPx));
            using var outputs = Run(input, cancellationToken);
            List<Candidate> found = [];
            Family.Decode(
                new DetectorOutputs(_path, _signature, outputs),
                planes.WidthPx,
                planes.HeightPx,
                scoreThreshold,
                found);
            return found.ConvertAll(face => face.Mapped(planes.ToImage));
        }
        catch (OnnxRuntimeException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new CheckpointException(
                _path,
                $"{Family.Name} fails on an input of {planes.WidthPx} x {planes.HeightPx} "
                + $"({MessageText.Quote(error.Message)}); fetch the file again.",
                error);
        }
        finally
        {
            _use.ExitReadLock();
            ArrayPool<float>.Shared.Return(numbers);
        }
    }

    public void Dispose()
    {
        _use.EnterWriteLock();
        try
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _session.Dispose();
            }
        }
        finally
        {
            _use.ExitWriteLock();
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(OrtValue input, CancellationToken cancellationToken)
    {
        using var options = new RunOptions();
        using var stop = cancellationToken.Register(() => options.Terminate = true);
        return _session.Run(options, _session.InputNames, [input], _session.OutputNames);
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return PlainFile.ReadBytes(path, MaxFileBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                path, $"the detector cannot be read ({error.Message.TrimEnd('.')}); check the path.", error);
        }
    }

    private static SessionOptions Options(int numThreads)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = numThreads,
            InterOpNumThreads = 1,
            // What is wrong comes as an exception; a library does not write to the console.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            // Plans memory for one size of input and keeps a plan for each that comes.
            EnableMemoryPattern = false,
        };
        // Threads that wait for work take a whole core each, and others have work.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }
}
